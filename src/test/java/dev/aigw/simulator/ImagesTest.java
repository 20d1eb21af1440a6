package dev.aigw.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertx.core.json.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagesTest {
    @Test
    void makesRealImagesOfTheSizeThatIsAskedFor() throws IOException {
        JsonObject asked =
                asked().put("size", "1536x1024").put("quality", "low").put("n", 2);

        JsonObject answer = Images.answer(asked, Faults.NONE);

        byte[] png = Base64.getDecoder()
                .decode(answer.getJsonArray("data").getJsonObject(1).getString("b64_json"));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(png).hasSizeLessThan(1_000);
        assertThat(image.getWidth()).isEqualTo(1_536);
        assertThat(image.getHeight()).isEqualTo(1_024);
        assertThat(answer.getJsonObject("usage").getInteger("output_tokens")).isEqualTo(2 * 408);
        assertThat(answer.getJsonObject("usage").getInteger("total_tokens")).isEqualTo(2 * 408 + 2);
    }

    @ParameterizedTest
    @CsvSource({"response_format, b64_json", "size, huge", "size, 9999x1", "quality, best", "n, 11"})
    void refusesWhatTheseModelsRefuse(String field, String value) {
        Object typed = field.equals("n") ? Integer.valueOf(value) : value;

        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> Images.answer(asked().put(field, typed), Faults.NONE))
                .extracting(Refusal::field)
                .isEqualTo(Optional.of(field));
    }

    private static JsonObject asked() {
        return new JsonObject().put("model", "gpt-image-1").put("prompt", "A fox.");
    }
}
