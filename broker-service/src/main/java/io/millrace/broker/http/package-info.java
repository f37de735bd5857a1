/** The data plane: what clients reach over HTTP. */
@NullMarked
package io.millrace.broker.http;

import org.jspecify.annotations.NullMarked;
