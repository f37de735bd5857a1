/** What breaks a cluster, by seed, and mends it again. */
@NullMarked
package io.millrace.fault.nemesis;

import org.jspecify.annotations.NullMarked;
