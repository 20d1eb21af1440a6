/** Who may call: tenants, their API keys and secrets, and the snapshot every lane holds. */
@NullMarked
package dev.aigw.tenant;

import org.jspecify.annotations.NullMarked;
