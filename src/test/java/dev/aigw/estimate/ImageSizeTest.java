package dev.aigw.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageSizeTest {
    @ParameterizedTest
    @ValueSource(strings = {"png", "gif", "jpeg"})
    void readsTheHeader(String format) throws IOException {
        byte[] image = image(format);

        assertThat(inRequest("data:image/" + format + ";base64," + base64(image)))
                .contains(new ImageSize(301, 203));
    }

    @Test
    void readsADataUrlAsPhpWritesIt() throws IOException {
        String url = "data:image/jpeg;base64," + base64(image("jpeg"));

        assertThat(inRequest(url.replace("/", "\\/"))).contains(new ImageSize(301, 203));
    }

    @Test
    void readsExtendedWebp() {
        String header = "524946460000000057454250" + "56503858" + "0a000000" + "00000000" + "2c0100" + "ca0000" + "00";

        assertThat(ImageSize.of(HexFormat.of().parseHex(header))).contains(new ImageSize(301, 203));
    }

    @Test
    void readsLosslessWebp() {
        String header = "524946460000000057454250" + "5650384c" + "00000000" + "2f" + "2c813200" + "0000000000";

        assertThat(ImageSize.of(HexFormat.of().parseHex(header))).contains(new ImageSize(301, 203));
    }

    @Test
    void readsLossyWebp() {
        String header =
                "524946460000000057454250" + "56503820" + "00000000" + "000000" + "9d012a" + "2d01" + "cb00" + "0000";

        assertThat(ImageSize.of(HexFormat.of().parseHex(header))).contains(new ImageSize(301, 203));
    }

    @Test
    void findsTheFrameOfAJpegBehindItsMetadata() throws IOException {
        byte[] image = image("jpeg");
        ByteArrayOutputStream withExif = new ByteArrayOutputStream();
        withExif.write(image, 0, 2);
        withExif.write(new byte[] {(byte) 0xFF, (byte) 0xE1, 0x20, 0x00});
        withExif.write(new byte[0x2000 - 2]);
        withExif.write(image, 2, image.length - 2);

        assertThat(inRequest("data:image/jpeg;base64," + base64(withExif.toByteArray())))
                .contains(new ImageSize(301, 203));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.org/a.png",
                "",
                "data:image/png;base64,",
                "data:image/png;base64,iVBORw0KGgo=",
                "data:image/png;base64,!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!",
                "data:image/png;base64,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "data:image/jpeg;base64,/////////////////////////////////////////////////////////",
                "data:image/jpeg;base64,/9j/4AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "data:text/plain;base64,iVBORw0KGgoAAAANSUhEUgAAASwAAADICAYAAABS39xVAAAAAAAA"
            })
    void saysWhenItCannotTell(String url) {
        assertThat(inRequest(url)).isEmpty();
    }

    @Test
    void readsNoImpossibleSizes() {
        String header = "89504e470d0a1a0a0000000d49484452" + "ffffffff" + "ffffffff" + "08060000000000000000";

        assertThat(ImageSize.of(HexFormat.of().parseHex(header))).isEmpty();
    }

    private static Optional<ImageSize> inRequest(String url) {
        return ImageSize.of(
                Requests.withPart("{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + url + "\"}}")
                        .prompt(),
                0);
    }

    private static byte[] image(String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(301, 203, BufferedImage.TYPE_INT_RGB), format, out);
        return out.toByteArray();
    }

    private static String base64(byte[] image) {
        return Base64.getEncoder().encodeToString(image);
    }
}
