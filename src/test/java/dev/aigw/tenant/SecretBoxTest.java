package dev.aigw.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretBoxTest {
    private static final String HEX = "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF";
    private static final String OTHER = Base64.getEncoder().encodeToString(new byte[32]);
    private static final Tenant.Secret SECRET = new Tenant.Secret("correct horse — batterie");

    private final SecretBox box = new SecretBox(HEX, Optional.empty());

    @Test
    void opensWhatItSealed() {
        byte[] sealed = box.seal(SECRET, "blog");

        assertThat(box.open(sealed, "blog")).contains(SECRET);
        assertThat(new String(sealed, java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("correct");
    }

    @Test
    void sealsTheSameSecretDifferentlyEachTime() {
        assertThat(box.seal(SECRET, "blog")).isNotEqualTo(box.seal(SECRET, "blog"));
    }

    @Test
    void keepsARowShutThatWasCopiedOverAnothers() {
        byte[] sealed = box.seal(SECRET, "blog");

        assertThat(box.open(sealed, "shop")).isEmpty();
    }

    @Test
    void keepsShutWhateverWasChangedOrCutAnywhere() {
        byte[] sealed = box.seal(SECRET, "blog");

        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThat(box.open(changed, "blog")).as("byte %d changed", i).isEmpty();
            assertThat(box.open(java.util.Arrays.copyOf(sealed, i), "blog"))
                    .as("cut at %d", i)
                    .isEmpty();
        }
    }

    @Test
    void opensWithThePreviousKeyAndSealsWithTheNewOne() {
        byte[] old = box.seal(SECRET, "blog");
        SecretBox changed = new SecretBox(OTHER, Optional.of(HEX));

        byte[] fresh = changed.seal(SECRET, "blog");

        assertThat(changed.open(old, "blog")).contains(SECRET);
        assertThat(new SecretBox(OTHER, Optional.empty()).open(fresh, "blog")).contains(SECRET);
        assertThat(new SecretBox(OTHER, Optional.empty()).open(old, "blog")).isEmpty();
    }

    @Test
    void readsTheSameKeyInHexAndInBase64() {
        String base64 = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(java.util.HexFormat.of().parseHex(HEX.toLowerCase(java.util.Locale.ROOT)));

        byte[] sealed = new SecretBox(" " + base64 + "\n", Optional.empty()).seal(SECRET, "blog");

        assertThat(box.open(sealed, "blog")).contains(SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "swordfish", "c3dvcmRmaXNoc3dvcmRmaXNo", "not base64 at all: swordfish swordfish!!"})
    void refusesAnythingElseWithoutRepeatingIt(String master) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SecretBox(master, Optional.empty()))
                .withMessageContaining("32 bytes")
                .withMessageNotContaining("swordfish")
                .withMessageNotContaining("c3dv");
    }
}
