/** Refusals and failures as problem details, for every request of the data plane. */
@NullMarked
package io.millrace.broker.http.problem;

import org.jspecify.annotations.NullMarked;
