/** Which handler answers which method and path, and what answers all others. */
@NullMarked
package io.millrace.broker.http.route;

import org.jspecify.annotations.NullMarked;
