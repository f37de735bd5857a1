/** Who a process of the cluster is, and the certificates by which it shows it. */
@NullMarked
package io.millrace.internal.identity;

import org.jspecify.annotations.NullMarked;
