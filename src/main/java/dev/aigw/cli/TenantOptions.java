package dev.aigw.cli;

import dev.aigw.tenant.Policy;
import dev.aigw.tenant.TenantSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What `tenant create` and `tenant update` can set. */
final class TenantOptions {
    @Option(names = "--name", paramLabel = "TEXT", description = "What people call it.")
    private Optional<String> name = Optional.empty();

    @Mixin
    private final LimitOptions limits = new LimitOptions();

    @Option(
            names = "--model",
            paramLabel = "PATTERN",
            split = ",",
            description = "A model it may ask for, as model or provider/model, with * at the end; as often as needed."
                    + " Without any, all. In an update the list takes the place of the old one.")
    private List<String> models = List.of();

    @Option(names = "--any-model", description = "No list of models: it may ask for all.")
    private boolean anyModel;

    @Option(
            names = "--origin",
            paramLabel = "ORIGIN",
            split = ",",
            description = "A browser origin that may call, such as https://example.org; as often as needed.")
    private List<String> origins = List.of();

    @Option(names = "--any-origin", description = "No list of origins: none is checked.")
    private boolean anyOrigin;

    @Option(
            names = "--max-token-ttl",
            paramLabel = "DURATION",
            description = "Refuse its tokens that live longer, such as 1h or 30d.")
    private Optional<Duration> maxTokenTtl = Optional.empty();

    @Option(
            names = "--default-max-output",
            paramLabel = "N",
            description = "Output tokens of a request that names no ceiling, where the model's is not known; or none.")
    private Optional<Count> defaultOutput = Optional.empty();

    @Option(
            names = "--max-output",
            paramLabel = "N",
            description = "Output tokens that no request goes beyond; none for no ceiling.")
    private Optional<Count> maxOutput = Optional.empty();

    @Option(
            names = "--unknown-price",
            paramLabel = "CHOICE",
            description =
                    "Calls of models without a known price: flag (serve, cost unknown), refuse, or auto: refuse where"
                            + " a budget holds, else flag. A new tenant has auto.")
    private Optional<Policy.UnknownPrice> unknownPrice = Optional.empty();

    @Option(
            names = "--limiter-loss",
            paramLabel = "CHOICE",
            description =
                    "While Redis does not answer: share (each process keeps to its share of the limits) or refuse."
                            + " A new tenant has share.")
    private Optional<Policy.LimiterLoss> limiterLoss = Optional.empty();

    @Option(
            names = "--price-factor",
            paramLabel = "FACTOR",
            description =
                    "What it is charged of the provider's price, such as 120%% or 1.2 (a mark-up), 90%% (a discount).")
    private Optional<PriceFactor> priceFactor = Optional.empty();

    /** What was said, as settings. */
    TenantSettings settings() {
        return TenantSettings.NONE
                .with(name, TenantSettings::withName)
                .withLimits(limits.settings())
                .with(list("--model", models, "--any-model", anyModel), TenantSettings::withAllowedModels)
                .with(list("--origin", origins, "--any-origin", anyOrigin), TenantSettings::withAllowedOrigins)
                .with(maxTokenTtl, TenantSettings::withMaxTokenTtl)
                .with(defaultOutput.map(Count::number), TenantSettings::withDefaultOutput)
                .with(maxOutput.map(Count::number), TenantSettings::withMaxOutput)
                .with(unknownPrice, TenantSettings::withUnknownPrice)
                .with(limiterLoss, TenantSettings::withLimiterLoss)
                .with(priceFactor.map(PriceFactor::ppm), TenantSettings::withPriceFactorPpm);
    }

    private static Optional<List<String>> list(String option, List<String> items, String lifting, boolean lifted) {
        if (lifted && !items.isEmpty()) {
            throw new CommandFailed(ExitCode.USAGE, option + " and " + lifting + " do not go together.");
        }
        return lifted || !items.isEmpty() ? Optional.of(items) : Optional.empty();
    }
}
