package dev.aigw.config;

import java.util.List;
import java.util.Optional;

/**
 * Everything aigw was told, checked.
 *
 * @param lanes event loops that serve requests; each with its own listener, limiter and provider clients
 */
public record GatewayConfig(
        int lanes,
        HttpConfig http,
        ManagementConfig management,
        AuthConfig auth,
        LimitConfig limits,
        RoutingConfig routing,
        List<ProviderConfig> providers,
        StoreConfig stores,
        UsageConfig usage,
        AlertConfig alerts,
        SimulatorConfig simulator) {

    public GatewayConfig {
        providers = List.copyOf(providers);
    }

    public Optional<ProviderConfig> provider(String name) {
        return providers.stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst();
    }

    /** The same with another listener. */
    public GatewayConfig withHttp(HttpConfig http) {
        return new GatewayConfig(
                lanes, http, management, auth, limits, routing, providers, stores, usage, alerts, simulator);
    }

    /** The same with other providers. */
    public GatewayConfig withProviders(List<ProviderConfig> providers) {
        return new GatewayConfig(
                lanes, http, management, auth, limits, routing, providers, stores, usage, alerts, simulator);
    }
}
