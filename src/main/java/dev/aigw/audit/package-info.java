/** Who did what to which tenant or key, when and from where; append-only. */
@NullMarked
package dev.aigw.audit;

import org.jspecify.annotations.NullMarked;
