/** Passes the data plane's requests on to brokers. */
@NullMarked
package io.millrace.admin.http;

import org.jspecify.annotations.NullMarked;
