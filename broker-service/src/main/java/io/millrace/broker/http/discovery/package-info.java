/** What a client can learn about the cluster and this interface; producer ids. */
@NullMarked
package io.millrace.broker.http.discovery;

import org.jspecify.annotations.NullMarked;
