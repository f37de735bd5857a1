/** Requests and replies between brokers, controller and administration. */
@NullMarked
package io.millrace.protocol.control;

import org.jspecify.annotations.NullMarked;
