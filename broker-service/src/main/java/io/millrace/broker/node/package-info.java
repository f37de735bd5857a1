/**
 * This broker's place in the cluster: its listener for the other services, and its calls to them.
 */
@NullMarked
package io.millrace.broker.node;

import org.jspecify.annotations.NullMarked;
