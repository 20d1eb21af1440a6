package dev.aigw.dialect.openai;

import dev.aigw.dialect.AnswerStream;
import dev.aigw.dialect.Ending;
import dev.aigw.dialect.MalformedAnswer;
import dev.aigw.dialect.ProviderError;
import dev.aigw.dialect.TokenUsage;
import dev.aigw.dialect.sse.SseEvent;
import dev.aigw.dialect.sse.SseFrames;
import dev.aigw.dialect.sse.SseWriter;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stream of OpenAI's dialect on its way to a caller of the same. Whole events go out as they came in, often in the very
 * buffer that brought them; only those that say usage, a finish reason or an error are parsed. {@code [DONE]} and the usage
 * chunk are kept back for the end.
 */
final class PassThroughStream implements AnswerStream {
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LAST = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    /** What becomes of a frame. */
    private enum Fate {
        FORWARD,
        DROP,
        REWRITE
    }

    private final SseFrames frames;
    private final SseEvent event = new SseEvent();
    private final ChunkGlance glance = new ChunkGlance();
    private final boolean includeUsage;
    private final boolean severalChoices;

    private final BitSet seen = new BitSet();
    private final BitSet ended = new BitSet();
    private long characters;
    private boolean done;
    private @Nullable TokenUsage usage;
    private @Nullable UsageChunk usageChunk;
    private @Nullable ProviderError error;
    private Buffer rewritten = Buffer.buffer(0);

    PassThroughStream(boolean includeUsage, boolean severalChoices, int maxEvent) {
        this.frames = new SseFrames(maxEvent);
        this.includeUsage = includeUsage;
        this.severalChoices = severalChoices;
    }

    @Override
    public Buffer feed(Buffer bytes) {
        if (done || error != null) { // what follows the end is not part of the answer
            return Buffer.buffer(0);
        }
        boolean nothingWaits = frames.rest() == 0;
        frames.feed(bytes);
        Buffer out = null;
        int copied = 0; // up to here all is in out, or left out
        int read = 0; // up to here all is read
        while (error == null && !done && frames.next()) {
            Fate fate = fate();
            if (fate == Fate.FORWARD && frames.from() == read) {
                read = frames.to();
                continue;
            }
            out = append(out, copied, read);
            read = frames.to();
            copied = fate == Fate.FORWARD ? frames.from() : read;
            if (fate == Fate.REWRITE) {
                out.appendBuffer(rewritten);
            }
        }
        if (out == null && nothingWaits && read == bytes.length()) {
            return bytes;
        }
        return append(out, copied, read);
    }

    private Buffer append(@Nullable Buffer out, int from, int to) {
        Buffer target = out == null ? Buffer.buffer(to - from) : out;
        return to > from ? target.appendBytes(frames.array(), from, to - from) : target;
    }

    private Fate fate() {
        byte[] b = frames.array();
        int from = frames.from();
        if (frames.lines() == 1 && startsWithData(b, from, frames.firstLineEnd())) {
            int start = from + 5;
            return inspect(b, b[start] == ' ' ? start + 1 : start, frames.firstLineEnd());
        }
        if (!event.read(b, from, frames.to())) {
            return Fate.DROP; // comments and such
        }
        Fate fate = inspect(event.data(), event.from(), event.to());
        if (fate == Fate.FORWARD) { // without the comments that stand in it
            rewritten = event.named()
                    ? SseWriter.event(Buffer.buffer(), event.type(), event.copy())
                    : SseWriter.data(Buffer.buffer(), event.data(), event.from(), event.to());
            return Fate.REWRITE;
        }
        return fate;
    }

    private static boolean startsWithData(byte[] b, int i, int end) {
        return end - i > 5 && b[i] == 'd' && b[i + 1] == 'a' && b[i + 2] == 't' && b[i + 3] == 'a' && b[i + 4] == ':';
    }

    private Fate inspect(byte[] b, int from, int to) {
        if (from < to && b[from] == '[' && isDone(b, from, to)) {
            done = true;
            return Fate.DROP;
        }
        long looked = glance.look(b, from, to);
        if (looked >= 0 && !severalChoices) {
            characters += looked;
            return Fate.FORWARD;
        }
        Chunk chunk = Chunk.read(b, from, to);
        characters += looked < 0 ? ~looked : looked;
        return take(chunk, b, from, to);
    }

    private static boolean isDone(byte[] b, int from, int to) {
        int end = to;
        while (end > from && b[end - 1] == ' ') {
            end--;
        }
        return Arrays.equals(b, from, end, DONE, 0, DONE.length);
    }

    private Fate take(Chunk chunk, byte[] b, int from, int to) {
        seen.or(chunk.seen);
        ended.or(chunk.finished);
        if (chunk.usage != null) {
            usage = chunk.usage;
        }
        Optional<ProviderError> said = chunk.error(b);
        if (said.isPresent()) {
            error = said.get();
            return Fate.DROP;
        }
        if (chunk.usageFrom < 0) {
            return Fate.FORWARD;
        }
        if (includeUsage) {
            usageChunk = UsageChunk.of(b, from, to, chunk);
        }
        if (chunk.choices <= 0) {
            return Fate.DROP;
        }
        if (!includeUsage) {
            return Fate.FORWARD;
        }
        rewritten = Buffer.buffer();
        UsageChunk.appendWithoutUsage(rewritten, b, from, to, chunk);
        return Fate.REWRITE;
    }

    @Override
    public Optional<Buffer> finish(Ending ending) {
        Buffer out = Buffer.buffer();
        if (error == null && !done && frames.rest() > 0) {
            takeRest(out);
        }
        if (error != null || !finished()) {
            return Optional.empty();
        }
        if (usageChunk != null) {
            usageChunk.append(out, ending);
        } else {
            ending.meta().ifPresent(meta -> UsageChunk.appendMeta(out, meta));
        }
        return Optional.of(out.appendBytes(LAST));
    }

    /** An event that lacks its empty line counts if it is all there otherwise. */
    private void takeRest(Buffer out) {
        if (!event.read(frames.array(), frames.restFrom(), frames.filled())) {
            return;
        }
        try {
            if (event.data()[event.from()] != '[') {
                Chunk.read(event.data(), event.from(), event.to());
            }
            switch (inspect(event.data(), event.from(), event.to())) {
                case FORWARD -> SseWriter.data(out, event.data(), event.from(), event.to());
                case REWRITE -> out.appendBuffer(rewritten);
                case DROP -> {}
            }
        } catch (MalformedAnswer cut) {
            // Half an event: nothing of it can be told, and whether the answer is complete was said before it.
        }
    }

    @Override
    public Buffer failure(ProviderError failure) {
        return OpenAiErrors.event(failure);
    }

    @Override
    public Optional<ProviderError> error() {
        return Optional.ofNullable(error);
    }

    @Override
    public Optional<TokenUsage> usage() {
        if (usage == null && !done && frames.rest() > 0) {
            return usageOfRest();
        }
        return Optional.ofNullable(usage);
    }

    /** The cost is asked for before the end, so a usage chunk without its empty line must be seen here. */
    private Optional<TokenUsage> usageOfRest() {
        if (!event.read(frames.array(), frames.restFrom(), frames.filled())) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(Chunk.read(event.data(), event.from(), event.to()).usage);
        } catch (MalformedAnswer notYetWhole) {
            return Optional.empty();
        }
    }

    @Override
    public boolean ended() {
        return done;
    }

    @Override
    public boolean finished() {
        if (done) {
            return true;
        }
        if (ended.isEmpty()) {
            return false;
        }
        return !severalChoices || ended.cardinality() == seen.cardinality();
    }

    @Override
    public long characters() {
        return characters;
    }
}
