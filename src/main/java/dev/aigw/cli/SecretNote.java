package dev.aigw.cli;

import dev.aigw.tenant.StoredTenant;

/** Shows a tenant's secret to the one who just made it, and says what to do with it. */
record SecretNote(Invocation invocation, StoredTenant stored) {

    void tell(String done) {
        String slug = stored.tenant().slug();
        String secret = stored.tenant().secret().value();
        if (invocation.json()) {
            invocation.print(new TenantSheet(stored).json().put("secret", secret));
            return;
        }
        invocation.out().println("""
                %s

                  secret  %s

                The site signs its tokens with it (HS256, with "sub": "%s"): put it into the site's settings, and nowhere
                that a browser can see. To try it: aigw token issue %s
                """.formatted(done, secret, slug, slug));
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "SecretNote[" + stored.tenant().slug() + "]";
    }
}
