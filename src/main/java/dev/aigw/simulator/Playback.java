package dev.aigw.simulator;

import dev.aigw.config.SimulatorConfig;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Sends answers, with what shall go wrong with them. */
final class Playback {
    private static final Buffer COMMENT = Buffer.buffer(": the simulator is thinking\n\n");

    private final Vertx vertx;
    private final SimulatorConfig config;

    Playback(Vertx vertx, SimulatorConfig config) {
        this.vertx = vertx;
        this.config = config;
    }

    /** A refusal of the simulator's own, at once. */
    void refuse(Vendor vendor, Refusal refusal, HttpServerResponse response) {
        vendor.describe(response.headers(), "refused");
        response.setStatusCode(refusal.status())
                .putHeader("content-type", "application/json")
                .end(vendor.error(refusal.status(), refusal.message(), refusal.field(), refusal.code())
                        .toBuffer());
    }

    /** An answer that was made elsewhere, in one piece. */
    void answer(Vendor vendor, JsonObject whole, Faults faults, HttpServerResponse response) {
        vendor.describe(response.headers(), "images");
        Stage stage = new Stage(vertx, response).pause(faults.latency().orElse(config.latency()));
        Optional<Faults.Status> status = faults.status();
        if (faults.hang()) {
            stage.play();
        } else if (status.isPresent()) {
            fail(vendor, status.get(), response, stage);
        } else {
            whole(whole, faults, response, stage);
        }
    }

    void answer(Vendor vendor, Asked asked, Faults faults, HttpServerResponse response) {
        Answered answer = Imagination.answer(asked, faults);
        vendor.describe(response.headers(), answer.seed());
        Stage stage = new Stage(vertx, response).pause(faults.latency().orElse(config.latency()));
        Optional<Faults.Status> status = faults.status();
        if (faults.hang()) {
            stage.play();
        } else if (status.isPresent()) {
            fail(vendor, status.get(), response, stage);
        } else if (asked.stream()) {
            stream(vendor, asked, answer, faults, response, stage);
        } else {
            whole(vendor.whole(answer, faults), faults, response, stage);
        }
    }

    private static void fail(Vendor vendor, Faults.Status status, HttpServerResponse response, Stage stage) {
        response.setStatusCode(status.code()).putHeader("content-type", "application/json");
        status.retryAfter().ifPresent(seconds -> response.putHeader("retry-after", Integer.toString(seconds)));
        JsonObject body = vendor.error(
                status.code(),
                "The simulator was told to answer " + status.code() + ".",
                Optional.empty(),
                Optional.empty());
        stage.act(() -> response.end(body.toBuffer())).play();
    }

    private static void whole(JsonObject answer, Faults faults, HttpServerResponse response, Stage stage) {
        Buffer body = answer.toBuffer();
        Buffer half = body.getBuffer(0, body.length() / 2);
        response.putHeader("content-type", "application/json");
        if (faults.malformed()) {
            stage.act(() -> response.end(half)).play();
            return;
        }
        response.putHeader("content-length", Integer.toString(body.length()));
        stage.head().pause(faults.firstToken().orElse(Duration.ZERO));
        if (faults.cut().isPresent()) {
            stage.send(half).cut();
        } else if (faults.stall().isPresent()) {
            stage.send(half);
        } else {
            stage.send(body).end();
        }
        stage.play();
    }

    private void stream(
            Vendor vendor, Asked asked, Answered answer, Faults faults, HttpServerResponse response, Stage stage) {
        Script script = vendor.stream(asked, answer, faults);
        response.setChunked(true)
                .putHeader("content-type", "text/event-stream; charset=utf-8")
                .putHeader("cache-control", "no-cache");
        stage.head().pause(faults.firstToken().orElse(Duration.ZERO));
        List<Buffer> frames = new ArrayList<>();
        script.opening().forEach(event -> frames.add(Buffer.buffer(event)));
        OptionalInt until = first(faults.cut(), faults.stall(), faults.errorEvent());
        int content = Math.min(until.orElse(Integer.MAX_VALUE), script.content().size());
        for (int i = 0; i < content; i++) {
            if (faults.comments()) {
                frames.add(COMMENT);
            }
            if (faults.malformed() && i == content / 2) {
                frames.add(Buffer.buffer("data: {\"choices\":[{\"index\":0,\"del\n\n"));
            }
            frames.add(Buffer.buffer(script.content().get(i)));
        }
        if (until.isEmpty()) {
            script.closing().forEach(event -> frames.add(Buffer.buffer(event)));
            if (!faults.noDone()) {
                frames.add(Buffer.buffer(script.last()));
            }
        }
        Duration delay = faults.chunkDelay().orElse(config.chunkDelay());
        for (Buffer frame : split(frames, faults.split())) {
            stage.send(frame).pause(delay);
        }
        finish(vendor, faults, stage);
    }

    private static void finish(Vendor vendor, Faults faults, Stage stage) {
        if (faults.cut().isPresent()) {
            stage.cut();
        } else if (faults.errorEvent().isPresent()) {
            stage.send(Buffer.buffer(vendor.errorEvent("The simulator was told to fail here.")))
                    .end();
        } else if (faults.stall().isEmpty()) {
            stage.end();
        }
        stage.play();
    }

    private static OptionalInt first(OptionalInt... counts) {
        for (OptionalInt count : counts) {
            if (count.isPresent()) {
                return count;
            }
        }
        return OptionalInt.empty();
    }

    /** The same bytes, divided without regard to events or characters. */
    private static List<Buffer> split(List<Buffer> frames, OptionalInt size) {
        if (size.isEmpty()) {
            return frames;
        }
        Buffer all = Buffer.buffer();
        frames.forEach(all::appendBuffer);
        int length = Math.max(1, size.getAsInt());
        List<Buffer> pieces = new ArrayList<>();
        for (int start = 0; start < all.length(); start += length) {
            pieces.add(all.getBuffer(start, Math.min(start + length, all.length())));
        }
        return pieces;
    }
}
