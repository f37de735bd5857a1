/** Administration of a cluster over HTTP; this package only wires it. */
@NullMarked
package io.millrace.admin;

import org.jspecify.annotations.NullMarked;
