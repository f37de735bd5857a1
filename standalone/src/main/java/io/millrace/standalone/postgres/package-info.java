/** The PostgreSQL server that a standalone process brings along, starts, and takes down again. */
@NullMarked
package io.millrace.standalone.postgres;

import org.jspecify.annotations.NullMarked;
