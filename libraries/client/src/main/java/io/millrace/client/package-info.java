/** The Java client: raw batches out and in, metadata, and the tail over Server-Sent Events. */
@NullMarked
package io.millrace.client;

import org.jspecify.annotations.NullMarked;
