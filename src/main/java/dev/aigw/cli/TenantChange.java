package dev.aigw.cli;

import dev.aigw.tenant.StoredTenant;
import io.vertx.core.Future;

/** Waits for a tenant's change and shows the tenant as it is then. */
record TenantChange(Invocation invocation, Database database) {

    void tell(Future<StoredTenant> change) {
        tell(database.ask(change));
    }

    /** For a change that has been made. */
    void tell(String slug) {
        tell(Tenancy.require(database, slug));
    }

    private void tell(StoredTenant changed) {
        TenantSheet sheet = new TenantSheet(changed);
        if (invocation.json()) {
            invocation.print(sheet.json());
        } else {
            invocation.out().print(sheet.text());
        }
    }
}
