package dev.aigw.cli;

import dev.aigw.tenant.Tenant;
import dev.aigw.tenant.TenantSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** What `tenant create` and `tenant update` can set. */
final class TenantOptions {
    @Option(names = "--name", paramLabel = "TEXT", description = "What people call it.")
    private Optional<String> name = Optional.empty();

    @Option(names = "--rpm", paramLabel = "N", description = "Requests a minute. A new tenant has 60.")
    private Optional<Long> perMinute = Optional.empty();

    @Option(names = "--rpd", paramLabel = "N", description = "Requests a UTC day. A new tenant has 5000.")
    private Optional<Long> perDay = Optional.empty();

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

    @Option(names = "--budget-day", paramLabel = "USD", description = "What it may spend a UTC day; none for no limit.")
    private Optional<OptionalLong> budgetDay = Optional.empty();

    @Option(names = "--budget-month", paramLabel = "USD", description = "The same a UTC month.")
    private Optional<OptionalLong> budgetMonth = Optional.empty();

    @Option(names = "--budget-total", paramLabel = "USD", description = "The same in all.")
    private Optional<OptionalLong> budgetTotal = Optional.empty();

    private boolean touchesBudget() {
        return budgetDay.isPresent() || budgetMonth.isPresent() || budgetTotal.isPresent();
    }

    /**
     * What was said, as settings.
     *
     * @param budget what the tenant has now: the parts that were not mentioned stay
     */
    TenantSettings settings(Tenant.Budget budget) {
        return new TenantSettings(
                name,
                optional(perMinute),
                optional(perDay),
                Optional.empty(),
                list("--model", models, "--any-model", anyModel),
                list("--origin", origins, "--any-origin", anyOrigin),
                maxTokenTtl,
                touchesBudget()
                        ? Optional.of(new Tenant.Budget(
                                budgetDay.orElse(budget.dayNanos()),
                                budgetMonth.orElse(budget.monthNanos()),
                                budgetTotal.orElse(budget.totalNanos())))
                        : Optional.empty());
    }

    private static Optional<List<String>> list(String option, List<String> items, String lifting, boolean lifted) {
        if (lifted && !items.isEmpty()) {
            throw new CommandFailed(ExitCode.USAGE, option + " and " + lifting + " do not go together.");
        }
        return lifted || !items.isEmpty() ? Optional.of(items) : Optional.empty();
    }

    private static OptionalLong optional(Optional<Long> number) {
        return number.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }
}
