package dev.aigw.simulator;

import java.util.List;

/**
 * The events of a stream, in order, each as it is sent.
 *
 * @param content what faults count
 * @param last the vendor's sign that the stream is whole
 */
record Script(List<String> opening, List<String> content, List<String> closing, String last) {
    Script {
        opening = List.copyOf(opening);
        content = List.copyOf(content);
        closing = List.copyOf(closing);
    }
}
