package dev.aigw.cli;

import dev.aigw.tenant.StoredTenant;
import io.vertx.core.Future;

/** Waits for a tenant's change and shows the tenant as it is then. */
record TenantChange(Invocation invocation, Database database) {

    void tell(Future<StoredTenant> change) {
        TenantSheet sheet = new TenantSheet(database.ask(change));
        if (invocation.json()) {
            invocation.print(sheet.json());
        } else {
            invocation.out().print(sheet.text());
        }
    }
}
