/** Who makes a request, and whether a page of another site made it. */
@NullMarked
package io.millrace.broker.http.auth;

import org.jspecify.annotations.NullMarked;
