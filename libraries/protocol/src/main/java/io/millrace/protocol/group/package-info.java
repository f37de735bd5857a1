/** Consumer groups: names, and what brokers ask of the coordinator that owns a group. */
@NullMarked
package io.millrace.protocol.group;

import org.jspecify.annotations.NullMarked;
