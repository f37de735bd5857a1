/** The protocols of replication and of groups as TLA+ models, checked by TLC. */
@NullMarked
package io.millrace.model;

import org.jspecify.annotations.NullMarked;
