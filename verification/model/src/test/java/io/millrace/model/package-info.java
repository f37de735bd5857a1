/** The replication protocol as a TLA+ model, checked by TLC. */
@NullMarked
package io.millrace.model;

import org.jspecify.annotations.NullMarked;
