/** Carries records between brokers: what followers fetch, and what leaders ask the controller. */
@NullMarked
package io.millrace.broker.replica;

import org.jspecify.annotations.NullMarked;
