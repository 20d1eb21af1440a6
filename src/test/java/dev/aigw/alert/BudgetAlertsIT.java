package dev.aigw.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.alert.Alerts.BudgetReached;
import dev.aigw.postgres.Postgres;
import dev.aigw.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class BudgetAlertsIT {
    private Postgres postgres;
    private Spender spender;
    private AlertRound round;

    @BeforeEach
    void open(Vertx vertx) {
        postgres = Postgres.open(vertx, TestPostgres.migrated(), 8, Duration.ofSeconds(10));
        spender = new Spender(postgres);
        round = new AlertRound(postgres, 1_000_000_000, 3);
    }

    @Test
    void tellsEachLevelOnceWhenItIsReached() throws Exception {
        long shop = spender.tenant("shop", ", budget_month_usd", ", 10");

        assertThat(spent(shop, 4.999999999)).isEmpty();
        assertThat(spent(shop, 0.000000001)).containsExactly("shop tenant  MONTH 50");
        assertThat(spent(shop, 2)).isEmpty();
        assertThat(spent(shop, 1)).containsExactly("shop tenant  MONTH 80");
        assertThat(spent(shop, 1)).isEmpty();
        assertThat(spent(shop, 3)).containsExactly("shop tenant  MONTH 100");
        assertThat(spent(shop, 30)).isEmpty();
    }

    @Test
    void tellsEveryLevelThatOneCallJumpsOver() throws Exception {
        long shop = spender.tenant("shop", ", budget_day_usd, budget_total_usd", ", 1, 100");

        assertThat(spent(shop, 60))
                .containsExactly(
                        "shop tenant  DAY 50", "shop tenant  DAY 80", "shop tenant  DAY 100", "shop tenant  TOTAL 50");
    }

    @Test
    void leavesAnAuditRowForEach() throws Exception {
        long shop = spender.tenant("shop", ", budget_total_usd", ", 10");

        spent(shop, 5.25);

        assertThat(spender.strings(
                        "select actor || ' ' || action || ' ' || tenant_id || ' ' || (detail->>'percent') || ' '"
                                + " || (detail->>'budget_usd') || ' ' || (detail->>'spent_usd') from audit_log"))
                .containsExactly("aigw budget.reached " + shop + " 50 10 5.25");
    }

    @Test
    void holdsUsersAndFeaturesToTheirOwnBudgetElseToThatOfEach() throws Exception {
        long shop = spender.tenant("shop", "", "");
        spender.execute("insert into tenant_limit (tenant_id, scope, name, budget_day_usd) values (" + shop
                + ", 'user', '*', 1), (" + shop + ", 'user', 'rich', 100), (" + shop + ", 'user', 'free', null), ("
                + shop + ", 'feature', 'search', 4)");

        spender.spend(shop, 0.9, "ann", "search");
        spender.spend(shop, 0.9, "rich", "search");
        spender.spend(shop, 0.9, "free", "search");

        assertThat(look())
                .containsExactly("shop feature search DAY 50", "shop user ann DAY 50", "shop user ann DAY 80");
    }

    @Test
    void tellsOfARaisedBudgetAnewAndOfOneSetBackNot() throws Exception {
        long shop = spender.tenant("shop", ", budget_total_usd", ", 10");
        assertThat(spent(shop, 6)).containsExactly("shop tenant  TOTAL 50");

        spender.execute("update tenant set budget_total_usd = 20");
        assertThat(spent(shop, 1)).isEmpty();
        assertThat(spent(shop, 4)).containsExactly("shop tenant  TOTAL 50");

        spender.execute("update tenant set budget_total_usd = 10");
        assertThat(spent(shop, 1)).containsExactly("shop tenant  TOTAL 80", "shop tenant  TOTAL 100");
        assertThat(spent(shop, 1)).isEmpty();
    }

    @Test
    void countsALateRowForItsOwnDayButIsSilentAboutWhatIsLongOver() throws Exception {
        long shop = spender.tenant("shop", ", budget_day_usd", ", 1");

        spender.spend(shop, 2, "ann", "search", Instant.now().minus(Duration.ofDays(1)));
        assertThat(look()).hasSize(3);

        spender.spend(shop, 2, "ann", "search", Instant.now().minus(Duration.ofDays(3)));
        assertThat(look()).isEmpty();
    }

    @Test
    void isSilentWhereThereIsNoBudgetOrNoTenant() throws Exception {
        long shop = spender.tenant("shop", "", "");

        assertThat(spent(shop, 1_000)).isEmpty();
        assertThat(spent(999, 1_000)).isEmpty();
        assertThat(spender.strings("select count(*)::text from usage_change")).containsExactly("0");
    }

    @Test
    void tellsOnceHoweverManyLookAtOnce() throws Exception {
        long shop = spender.tenant("shop", ", budget_day_usd, budget_month_usd", ", 10, 20");
        spender.execute("insert into tenant_limit (tenant_id, scope, name, budget_day_usd) values (" + shop
                + ", 'user', '*', 2)");
        List<Future<?>> all = new ArrayList<>();
        List<String> told = new ArrayList<>();

        for (int i = 0; i < 40; i++) {
            all.add(spender.write(shop, 0.5, "u" + i % 5, "search", Instant.now()));
            all.add(round.look().onSuccess(seen -> {
                synchronized (told) {
                    seen.alerts().forEach(alert -> told.add(shown(alert)));
                }
            }));
        }
        Spender.await(Future.join(all));
        told.addAll(look());

        List<String> expected = new ArrayList<>();
        for (int percent : List.of(50, 80, 100)) {
            expected.add("shop tenant  DAY " + percent);
            expected.add("shop tenant  MONTH " + percent);
            for (int user = 0; user < 5; user++) {
                expected.add("shop user u" + user + " DAY " + percent);
            }
        }
        assertThat(told).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(spender.strings("select count(*)::text from audit_log")).containsExactly("21");
    }

    private List<String> spent(long tenant, double dollars) throws Exception {
        spender.spend(tenant, dollars, "ann", "search");
        return look();
    }

    /** Looks until there is nothing more. */
    private List<String> look() throws Exception {
        List<String> told = new ArrayList<>();
        AlertRound.Seen seen;
        do {
            seen = Spender.await(round.look());
            seen.alerts().forEach(alert -> told.add(shown(alert)));
        } while (seen.more());
        return told;
    }

    private static String shown(Alerts.Alert alert) {
        BudgetReached reached = (BudgetReached) alert;
        return reached.tenant() + " " + reached.scope() + " " + reached.name() + " " + reached.period() + " "
                + reached.percent();
    }
}
