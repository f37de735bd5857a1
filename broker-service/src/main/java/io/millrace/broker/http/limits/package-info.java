/** What one process and one client may take: connections, requests, memory. */
@NullMarked
package io.millrace.broker.http.limits;

import org.jspecify.annotations.NullMarked;
