/** The data directory of a standalone process: who may use it, and the admin key in it. */
@NullMarked
package io.millrace.standalone.directory;

import org.jspecify.annotations.NullMarked;
