/** The control plane's tables in PostgreSQL: loading, the one transaction template, migrations. */
@NullMarked
package io.millrace.coordinator.database;

import org.jspecify.annotations.NullMarked;
