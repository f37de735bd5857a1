/** Administration as a process of its own: its ports over the network. */
@NullMarked
package io.millrace.admin.node;

import org.jspecify.annotations.NullMarked;
