/**
 * Kafka's record batch, format v2: read, built, checked, and the control records that Millrace
 * keeps in it.
 */
@NullMarked
package io.millrace.protocol.batch;

import org.jspecify.annotations.NullMarked;
