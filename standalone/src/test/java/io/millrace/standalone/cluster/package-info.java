/** The services of a cluster, each with its own wiring, over the real network, in one JVM. */
@NullMarked
package io.millrace.standalone.cluster;

import org.jspecify.annotations.NullMarked;
