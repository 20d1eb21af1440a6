package dev.aigw.config;

import java.util.List;

/**
 * One setting that aigw knows, as the documentation tells it.
 *
 * @param path where it stands in {@code aigw.yaml}, such as {@code http.port}
 * @param type such as duration or size
 * @param standard what holds when nobody says anything; empty when nothing does
 * @param allowed the values it takes
 * @param environment the variables that set it, the one that wins first; empty for a list of settings
 * @param meaning what it does
 */
public record Setting(
        String path, String type, String standard, String allowed, List<String> environment, String meaning) {
    public Setting {
        environment = List.copyOf(environment);
    }
}
