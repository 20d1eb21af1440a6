package dev.aigw.dialect.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class Utf8Test {

    @Test
    void findsTheFirstWrongByteBehindLongAscii() {
        byte[] bytes = "0123456789abcdefghij?tail".getBytes(StandardCharsets.US_ASCII);
        bytes[20] = (byte) 0xFF;

        int at = Utf8.firstInvalid(bytes, 0, bytes.length);

        assertThat(at).isEqualTo(20);
    }

    @Test
    void agreesWithTheDecoderOfThePlatformOnRandomBytes() {
        Random random = new Random(7);
        int[] interesting = {
            0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5
        };

        for (int run = 0; run < 200_000; run++) {
            byte[] bytes = new byte[1 + random.nextInt(12)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) interesting[random.nextInt(interesting.length)];
            }

            boolean valid = Utf8.firstInvalid(bytes, 0, bytes.length) == -1;

            assertThat(valid)
                    .as("%s", java.util.HexFormat.of().formatHex(bytes))
                    .isEqualTo(decodes(bytes));
        }
    }

    private static boolean decodes(byte[] bytes) {
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
