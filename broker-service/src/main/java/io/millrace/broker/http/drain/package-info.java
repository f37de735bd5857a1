/** What a broker that is about to stop tells its clients. */
@NullMarked
package io.millrace.broker.http.drain;

import org.jspecify.annotations.NullMarked;
