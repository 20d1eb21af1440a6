/** What somebody should hear of: budgets that are nearly or wholly spent, and hours that cost far more than usual. */
@NullMarked
package dev.aigw.alert;

import org.jspecify.annotations.NullMarked;
