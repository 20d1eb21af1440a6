package dev.aigw.cli;

import dev.aigw.usage.UsageQuery;
import dev.aigw.usage.UsageQuery.By;
import dev.aigw.usage.UsageReport;
import dev.aigw.usage.UsageTotals;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code aigw usage}: what was used, and what it cost. */
@Command(
        name = "usage",
        description = {
            "Show what was used and what it cost, from the first of this month (UTC) unless told otherwise.",
            "",
            "REQUESTS are those of callers; ATTEMPTS are calls of providers, more where a fallback was tried. UNPRICED"
                    + " are attempts at models without a known price: they are in no sum of COST. LIST is what the"
                    + " providers' own prices come to, COST what tenants are charged. ESTIMATED are attempts whose"
                    + " tokens are a guess, because the provider did not say.",
            "",
            "Whole UTC days are added up from sums that are kept for ever. Parts of days are added up from single rows,"
                    + " which are kept for usage.keep-rows; where they are gone, whole days are shown instead."
        },
        footer = {
            "",
            "Examples:",
            "  aigw usage",
            "  aigw usage --by day,model --tenant my-site",
            "  aigw usage --by caller,feature --tenant my-site --json",
            "  aigw usage --from 2026-10-01 --to 2026-10-31 --by tenant --csv > october.csv"
        })
final class UsageCommand implements Callable<Integer> {
    /** Just before midnight the clock that dates rows may be in the next day already. */
    private static final Duration SLACK = Duration.ofMinutes(5);

    private final Invocation invocation;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Only of this one. Default: all.")
    private Optional<String> tenant = Optional.empty();

    @Option(names = "--from", paramLabel = "WHEN", description = "First day, or instant, that counts.")
    private Optional<String> from = Optional.empty();

    @Option(
            names = "--to",
            paramLabel = "WHEN",
            description = "Last day that counts, or first instant that does not. Default: today.")
    private Optional<String> to = Optional.empty();

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            split = ",",
            description =
                    "A row each: day, tenant, provider, model, user, feature, caller, role; several between commas."
                            + " Default: tenant.")
    private List<By> by = List.of(By.TENANT);

    @Option(names = "--csv", description = "As comma-separated values.")
    private boolean csv;

    UsageCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        UsageQuery query = query();
        if (csv && invocation.json()) {
            throw new CommandFailed(ExitCode.USAGE, "--csv and --json do not go together.");
        }
        try (Database database = Database.open(invocation)) {
            tenant.ifPresent(slug -> Tenancy.require(database, slug));
            UsageTotals totals = database.ask(new UsageReport(database.postgres()).totals(query));
            UsageSheet sheet = new UsageSheet(query, totals);
            if (invocation.json()) {
                invocation.print(sheet.json());
            } else {
                invocation.out().print(csv ? sheet.csv() : sheet.text());
            }
            return ExitCode.OK;
        }
    }

    private UsageQuery query() {
        Instant begin = from.map(text -> instant("--from", text, 0)).orElseGet(UsageCommand::thisMonth);
        Instant end = to.map(text -> instant("--to", text, 1)).orElseGet(UsageCommand::endOfToday);
        if (!begin.isBefore(end)) {
            throw new CommandFailed(ExitCode.USAGE, "--from: It lies behind --to.");
        }
        return new UsageQuery(begin, end, tenant, by);
    }

    private static Instant endOfToday() {
        return Instant.now().plus(SLACK).truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1));
    }

    private static Instant thisMonth() {
        return LocalDate.now(ZoneOffset.UTC)
                .withDayOfMonth(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }

    private static Instant instant(String option, String text, int daysMore) {
        try {
            Instant instant = Values.instant(text);
            return Values.isDate(text) ? instant.plus(Duration.ofDays(daysMore)) : instant;
        } catch (picocli.CommandLine.TypeConversionException e) {
            throw new CommandFailed(ExitCode.USAGE, option + ": " + e.getMessage(), e);
        }
    }
}
