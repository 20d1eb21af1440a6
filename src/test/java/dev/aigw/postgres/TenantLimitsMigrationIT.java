package dev.aigw.postgres;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class TenantLimitsMigrationIT {
    private static final int BEFORE = 3;

    private Postgres postgres;

    @BeforeEach
    void open(Vertx vertx) {
        postgres = Postgres.open(vertx, TestPostgres.empty(), 1, Duration.ofSeconds(10));
    }

    @Test
    void lowersBudgetsThatCouldNotBeCountedAndLeavesTheRest() throws Exception {
        List<Migration> all = Migration.listed("db/migration");
        new Migrations(postgres, all.subList(0, BEFORE)).apply().await(20, SECONDS);
        rows("insert into tenant (slug, name, secret_encrypted, budget_day_usd, budget_month_usd)"
                + " values ('high', 'h', '', 9000001, 5), ('odd', 'o', '', null, 'NaN'), ('low', 'l', '', 3, null)");

        new Migrations(postgres, all).apply().await(20, SECONDS);

        assertThat(rows("select concat_ws(' ', slug, coalesce(trunc(budget_day_usd)::text, '-'),"
                        + " coalesce(trunc(budget_month_usd)::text, '-'), coalesce(budget_total_usd::text, '-')) as budgets"
                        + " from tenant order by id"))
                .extracting(row -> row.getString("budgets"))
                .containsExactly("high 9000000 5 -", "odd - 9000000 -", "low 3 - -");
        assertThat(rows("select detail from audit_log order by tenant_id"))
                .extracting(row -> row.getJsonObject("detail"))
                .containsExactly(
                        new JsonObject()
                                .put("budget_day_usd", "9000000.000000000")
                                .put("budget_month_usd", "5.000000000"),
                        new JsonObject().put("budget_month_usd", "9000000.000000000"));
    }

    private List<Row> rows(String sql) throws Exception {
        List<Row> rows = new ArrayList<>();
        postgres.pool().query(sql).execute().await(10, SECONDS).forEach(rows::add);
        return rows;
    }
}
