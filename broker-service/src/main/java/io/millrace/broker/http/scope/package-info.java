/** Which requests are the data plane's. */
@NullMarked
package io.millrace.broker.http.scope;

import org.jspecify.annotations.NullMarked;
