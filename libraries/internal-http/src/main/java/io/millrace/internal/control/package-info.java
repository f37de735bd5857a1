/** The way to the controller and to brokers, for everybody who is no coordinator. */
@NullMarked
package io.millrace.internal.control;

import org.jspecify.annotations.NullMarked;
