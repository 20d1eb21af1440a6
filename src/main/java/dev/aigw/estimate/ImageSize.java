package dev.aigw.estimate;

import dev.aigw.dialect.openai.Prompt;
import java.util.Base64;
import java.util.Optional;

/** How large an image is, in pixels, as the header of a PNG, GIF, WebP or JPEG in a data URL says. */
record ImageSize(int width, int height) {
    /** A JPEG's size stands behind its metadata, of which there may be more than is looked through. */
    private static final int LOOKED_THROUGH = 16 * 1024;

    private static final int HEADER = 64;
    private static final String BASE64 = ";base64,";

    /** Empty when it is not a data URL, or not one of the four, or cannot be told from its beginning. */
    static Optional<ImageSize> of(Prompt prompt, int part) {
        String start = prompt.text(part, 0, HEADER);
        int data = start.indexOf(BASE64);
        if (!start.startsWith("data:image/") || data < 0) {
            return Optional.empty();
        }
        int length = start.startsWith("data:image/jp") ? LOOKED_THROUGH : 4 * HEADER;
        try {
            return of(decode(prompt.text(part, 0, length).substring(data + BASE64.length())));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not base64: the provider will say so
        }
    }

    private static byte[] decode(String base64) {
        return Base64.getDecoder().decode(base64.substring(0, base64.length() & ~3));
    }

    static Optional<ImageSize> of(byte[] image) {
        return switch (image.length < 30 ? 0 : at(image, 0)) {
            case 0x89 -> size(big(image, 16, 4), big(image, 20, 4)); // PNG
            case 'G' -> size(little(image, 6, 2), little(image, 8, 2));
            case 'R' -> webp(image);
            case 0xFF -> jpeg(image);
            default -> Optional.empty();
        };
    }

    private static Optional<ImageSize> webp(byte[] image) {
        return switch (at(image, 15)) { // the last letter of VP8X, VP8L or VP8
            case 'X' -> size(little(image, 24, 3) + 1, little(image, 27, 3) + 1);
            case 'L' -> {
                long bits = little(image, 21, 4);
                yield size((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1);
            }
            case ' ' -> size(little(image, 26, 2) & 0x3FFF, little(image, 28, 2) & 0x3FFF);
            default -> Optional.empty();
        };
    }

    /** Goes from segment to segment to the one that begins a frame. */
    private static Optional<ImageSize> jpeg(byte[] image) {
        int i = 2;
        while (i + 9 <= image.length && at(image, i) == 0xFF) {
            int marker = at(image, i + 1);
            if (marker == 0xFF) { // padding
                i++;
            } else if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
                return size(big(image, i + 7, 2), big(image, i + 5, 2));
            } else {
                i += 2 + (int) big(image, i + 2, 2);
            }
        }
        return Optional.empty();
    }

    private static Optional<ImageSize> size(long width, long height) {
        boolean possible = width > 0 && height > 0 && width <= 1 << 20 && height <= 1 << 20;
        return possible ? Optional.of(new ImageSize((int) width, (int) height)) : Optional.empty();
    }

    private static int at(byte[] image, int i) {
        return image[i] & 0xFF;
    }

    private static long big(byte[] image, int from, int length) {
        long value = 0;
        for (int i = from; i < from + length; i++) {
            value = value << 8 | at(image, i);
        }
        return value;
    }

    private static long little(byte[] image, int from, int length) {
        long value = 0;
        for (int i = from + length - 1; i >= from; i--) {
            value = value << 8 | at(image, i);
        }
        return value;
    }
}
