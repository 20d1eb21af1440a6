package dev.aigw.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.limit.RateLimits.CallSketch;
import dev.aigw.limit.RateLimits.Claim;
import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.tenant.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names from outside, in keys and in what Redis holds. */
class KeysTest {
    static Stream<String> names() {
        return Stream.of(
                "",
                " ",
                "Ann",
                "😀 über 漢字",
                "\u0000",
                "\u001f",
                "\u001e",
                "\u001es\u001ee\u001f\u001e\u001e",
                "a|b|c|",
                "}{{1}:x*?[]",
                "line\r\nline\n\t",
                "1,2,0,1;",
                "%d%s\\",
                "x".repeat(256),
                "\uD83D\uDE00".repeat(128));
    }

    @ParameterizedTest
    @MethodSource("names")
    void bringsEveryNameBackAsItWas(String name) {
        CallSketch call = new CallSketch(
                name,
                name,
                name,
                3,
                12,
                OptionalLong.of(5),
                Optional.of(name),
                Optional.empty(),
                Optional.of(name + name),
                Optional.of("|" + name));

        HeldReservation read = roundTrip(request(name), call);

        assertThat(read.call()).isEqualTo(call);
        assertThat(read.keys()).isEqualTo(Keys.of(request(name)));
        assertThat(read.atMillis()).isEqualTo(1_753_000_000_123L);
        assertThat(read.tokens()).isEqualTo(7);
        assertThat(read.costNanos()).isEqualTo(9_007_199_254_740_991L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void bringsRandomNamesBackAsTheyWere(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            StringBuilder name = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                name.append((char) (random.nextInt(4) == 0 ? 'a' + random.nextInt(26) : random.nextInt(0x22)));
            }
            CallSketch call = Asked.sketch(name.toString(), name.toString());

            assertThat(roundTrip(request(name.toString()), call).call())
                    .as("seed %s", seed)
                    .isEqualTo(call);
        }
    }

    @Test
    void readsNothingThatAnotherVersionWrote() {
        assertThat(HeldReservation.read(1, "not an id", "")).isEmpty();
        assertThat(HeldReservation.read(1, Asked.id().toString(), "1|2|3|0,0,0,0|?"))
                .isEmpty();
        assertThat(HeldReservation.read(1, Asked.id().toString(), "\u001f".repeat(11)))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("names")
    void keepsEveryKeyOfATenantInOneSlotAndShort(String name) {
        Reserve request = request(name);
        Keys keys = Keys.of(request);

        List<String> all = new ArrayList<>(keys.admit());
        all.addAll(keys.settle(request.id()));
        all.addAll(keys.renew());
        all.addAll(keys.restore(request.id()));
        all.addAll(keys.seed(0));
        all.addAll(keys.charge(request.id()));

        assertThat(all)
                .allSatisfy(key -> assertThat(slot(key)).as(key).isEqualTo(slot("42")))
                .allSatisfy(key -> assertThat(key).matches("[ -~]{1,120}"));
    }

    @Test
    void tellsNamesApart() {
        List<String> names = names().toList();

        assertThat(names.stream().map(name -> Keys.of(request(name)).money(1))).doesNotHaveDuplicates();
        assertThat(names.stream().map(name -> Keys.of(request(name)).claimed())).doesNotHaveDuplicates();
        assertThat(Keys.of(request("Ann")).money(1))
                .isNotEqualTo(Keys.of(request("Ann")).money(2));
    }

    /** The known values of the Cluster specification. */
    @Test
    void knowsHowASlotIsFound() {
        assertThat(crc16("123456789")).isEqualTo(0x31C3);
        assertThat(slot("foo{}{bar}")).isEqualTo(crc16("foo{}{bar}") % 16_384);
        assertThat(slot("{user1000}.following")).isEqualTo(slot("{user1000}.followers"));
    }

    private static HeldReservation roundTrip(Reserve request, CallSketch call) {
        String entry =
                "1753000000123|7|9007199254740991|0,1,2,0;3,4,5,1|" + HeldReservation.sketch(Keys.of(request), call);
        return HeldReservation.read(42, request.id().toString(), entry).orElseThrow();
    }

    private static Reserve request(String name) {
        return Asked.of(
                42,
                0,
                0,
                Optional.of(new Claim(name, "hash")),
                Asked.tenant(Limits.NONE),
                Asked.user(name, Limits.NONE),
                Asked.feature(name, Limits.NONE));
    }

    /** As Redis Cluster does: only what is between the first brace and the next closing one counts, if there is anything. */
    private static int slot(String key) {
        int open = key.indexOf('{');
        int close = open < 0 ? -1 : key.indexOf('}', open);
        return crc16(close > open + 1 ? key.substring(open + 1, close) : key) % 16_384;
    }

    private static int crc16(String text) {
        int crc = 0;
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            crc ^= (octet & 0xff) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) != 0 ? (crc << 1 ^ 0x1021) & 0xffff : crc << 1 & 0xffff;
            }
        }
        return crc;
    }
}
