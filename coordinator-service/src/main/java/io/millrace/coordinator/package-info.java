/** The controller of the cluster's metadata. */
@NullMarked
package io.millrace.coordinator;

import org.jspecify.annotations.NullMarked;
