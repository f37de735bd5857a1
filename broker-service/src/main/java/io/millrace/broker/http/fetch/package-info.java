/** Reads of one partition: pages of records, single records, offsets. */
@NullMarked
package io.millrace.broker.http.fetch;

import org.jspecify.annotations.NullMarked;
