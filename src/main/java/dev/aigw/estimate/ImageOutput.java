package dev.aigw.estimate;

import dev.aigw.dialect.openai.ImageHead;

/**
 * How many output tokens images come to: what OpenAI publishes for its GPT image models at 1024x1024 (272, 1056 and 4160 for low, medium and
 * high), and in proportion to the area for any other size, which is what its other figures come to. A quality that is not one of these counts
 * as high, and a size that nobody named as the largest of the usual ones, so that the estimate is rather too high.
 */
final class ImageOutput {
    private static final long AREA = 1024L * 1024;
    private static final long AREA_OF_AUTO = 1536L * 1024;
    private static final int LOW = 272;
    private static final int MEDIUM = 1_056;
    private static final int HIGH = 4_160;

    private ImageOutput() {}

    /** Of one of the images that are asked for. */
    static long tokens(ImageHead request) {
        int each = switch (request.quality().orElse("auto")) {
            case "low" -> LOW;
            case "medium" -> MEDIUM;
            default -> HIGH;
        };
        return Math.ceilDiv(each * area(request.size().orElse("auto")), AREA);
    }

    private static long area(String size) {
        int by = size.indexOf('x');
        return by < 0
                ? AREA_OF_AUTO
                : Long.parseLong(size, 0, by, 10) * Long.parseLong(size, by + 1, size.length(), 10);
    }
}
