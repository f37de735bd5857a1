/** Calls between the cluster's nodes: HTTP/2 over TLS, both ends with a certificate. */
@NullMarked
package io.millrace.internal.network;

import org.jspecify.annotations.NullMarked;
