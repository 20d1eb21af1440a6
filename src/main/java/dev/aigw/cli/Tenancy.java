package dev.aigw.cli;

import dev.aigw.tenant.StoredTenant;

/** Tenants as commands need them: there, and with a secret that can be read. */
final class Tenancy {
    private Tenancy() {}

    static StoredTenant require(Database database, String slug) {
        return database.ask(database.tenants().find(slug))
                .orElseThrow(() -> new CommandFailed(
                        ExitCode.FAILED,
                        "There is no tenant '" + slug + "'. `aigw tenant list` shows those there are."));
    }

    static void requireFree(Database database, String slug) {
        if (database.ask(database.tenants().find(slug)).isPresent()) {
            throw new CommandFailed(ExitCode.FAILED, "There is a tenant '" + slug + "' already.");
        }
    }

    static void requireReadable(StoredTenant stored) {
        if (!stored.secretReadable()) {
            String slug = stored.tenant().slug();
            throw new CommandFailed(
                    ExitCode.FAILED,
                    "The master key does not open the secret of '" + slug
                            + "'. Use the AIGW_MASTER_KEY it was made with"
                            + " (the old one as AIGW_PREVIOUS_MASTER_KEY), or give it a new secret: aigw tenant"
                            + " rotate-secret " + slug);
        }
    }
}
