package dev.aigw.cli;

import dev.aigw.tenant.LimitField;
import dev.aigw.tenant.LimitSettings;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** The limits that a tenant can have, and those it tells apart within. */
final class LimitOptions {
    @Option(names = "--rpm", paramLabel = "N", description = "Requests a minute.")
    private Optional<Count> perMinute = Optional.empty();

    @Option(names = "--rpd", paramLabel = "N", description = "Requests a UTC day.")
    private Optional<Count> perDay = Optional.empty();

    @Option(
            names = "--tpm",
            paramLabel = "N",
            description = "Tokens a minute, input and output together; none for no limit.")
    private Optional<Count> tokens = Optional.empty();

    @Option(names = "--concurrent", paramLabel = "N", description = "Requests under way at once; none for no limit.")
    private Optional<Count> concurrent = Optional.empty();

    @Option(
            names = "--budget-day",
            paramLabel = "USD",
            description = "What may be spent a UTC day, at most 9000000; 0 for nothing, none for no limit.")
    private Optional<OptionalLong> budgetDay = Optional.empty();

    @Option(names = "--budget-month", paramLabel = "USD", description = "The same a UTC month.")
    private Optional<OptionalLong> budgetMonth = Optional.empty();

    @Option(names = "--budget-total", paramLabel = "USD", description = "The same in all.")
    private Optional<OptionalLong> budgetTotal = Optional.empty();

    /** What was said, as settings. */
    LimitSettings settings() {
        LimitSettings said = with(LimitSettings.NONE, LimitField.REQUESTS_PER_MINUTE, perMinute.map(Count::number));
        said = with(said, LimitField.REQUESTS_PER_DAY, perDay.map(Count::number));
        said = with(said, LimitField.TOKENS_PER_MINUTE, tokens.map(Count::number));
        said = with(said, LimitField.CONCURRENT, concurrent.map(Count::number));
        said = with(said, LimitField.BUDGET_DAY, budgetDay);
        said = with(said, LimitField.BUDGET_MONTH, budgetMonth);
        return with(said, LimitField.BUDGET_TOTAL, budgetTotal);
    }

    private static LimitSettings with(LimitSettings said, LimitField field, Optional<OptionalLong> value) {
        return value.map(given -> said.with(field, given)).orElse(said);
    }
}
