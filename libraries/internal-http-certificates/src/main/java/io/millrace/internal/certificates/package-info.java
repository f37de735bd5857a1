/** A certificate authority for one machine: the local cluster's and the tests'. */
@NullMarked
package io.millrace.internal.certificates;

import org.jspecify.annotations.NullMarked;
