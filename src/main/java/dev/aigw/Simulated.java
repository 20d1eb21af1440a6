package dev.aigw;

import dev.aigw.config.ProviderConfig;
import dev.aigw.config.ProviderConfig.Kind;

/** Points a provider that the simulator plays at the simulator, so that its calls take the very same path. */
final class Simulated {
    private Simulated() {}

    static ProviderConfig at(ProviderConfig provider, int port) {
        if (!provider.simulated() && provider.kind() != Kind.SIMULATOR) {
            return provider;
        }
        String origin = "http://127.0.0.1:" + port;
        return provider.withBaseUrl(
                switch (provider.kind()) {
                    case OPENAI, OPENAI_COMPATIBLE, SIMULATOR -> origin + "/v1";
                    case ANTHROPIC, AZURE -> origin;
                });
    }
}
