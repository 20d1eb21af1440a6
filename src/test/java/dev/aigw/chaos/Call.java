package dev.aigw.chaos;

import dev.aigw.tenant.Tenant;
import dev.aigw.testing.Reply;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** One request that a caller makes as often as it takes, by one request id, and all that came of it. */
final class Call {
    private final int number;
    private final Tenant tenant;
    private final Queue<Try> tries = new ConcurrentLinkedQueue<>();

    Call(int number, Tenant tenant) {
        this.number = number;
        this.tenant = tenant;
    }

    /** One answer, or none because the connection broke. */
    record Try(String url, Optional<Reply> reply) {

        boolean broken() {
            return reply.isEmpty();
        }

        boolean isOk() {
            return reply.filter(answer -> answer.status() == 200).isPresent();
        }

        boolean degraded() {
            return reply.flatMap(answer -> answer.header("x-aigw-degraded")).isPresent();
        }

        String said() {
            return reply.map(answer -> answer.header("content-type").orElse("").contains("event-stream")
                            ? answer.streamedText()
                            : answer.text())
                    .orElse("");
        }

        /** In a few words, for who reads what went wrong. */
        @Override
        public String toString() {
            return reply.map(answer -> answer.status()
                            + (isOk() ? " " + said() : " " + answer.code())
                            + (degraded() ? " degraded" : "")
                            + (answer.header("idempotency-replayed").isPresent() ? " replayed" : ""))
                    .orElse("broken");
        }
    }

    String id() {
        return tenant.slug() + "-" + number;
    }

    Tenant tenant() {
        return tenant;
    }

    int number() {
        return number;
    }

    boolean stream() {
        return number % 3 == 0;
    }

    /** Whether it is made at both gateways at the same time. */
    boolean shared() {
        return number % 4 == 0;
    }

    /** Whether it is made once more when it was answered. */
    boolean repeated() {
        return number % 5 == 0;
    }

    /** The id is in the prompt, so that whoever gets it can be asked what it was called for. */
    String body() {
        return "{\"model\":\"openai/gpt-4o-mini\",\"max_tokens\":50,\"stream\":" + stream() + ",\"request_id\":\""
                + id() + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + id() + "\"}]}";
    }

    void tried(Try one) {
        tries.add(one);
    }

    List<Try> tries() {
        return List.copyOf(tries);
    }

    /**
     * How often the provider may have been called: once, and again after each try that failed or that Redis did not see. A
     * process that is killed between its answer and what it was about to tell Redis lets the next try be a new call.
     */
    long callsAllowed(long failed, Optional<String> killed) {
        long unseen =
                tries.stream().filter(one -> one.broken() || one.degraded()).count();
        boolean atTheKilled = tries.stream().anyMatch(one -> one.isOk() && killed.equals(Optional.of(one.url())));
        return 1 + failed + unseen + (atTheKilled ? 1 : 0);
    }
}
