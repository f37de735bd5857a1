/** Consumer groups: who is in them, where they are, how far behind, and their positions moved. */
@NullMarked
package io.millrace.admin.group;

import org.jspecify.annotations.NullMarked;
