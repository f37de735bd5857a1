/** The services' ports to each other, as direct calls within one process. */
@NullMarked
package io.millrace.standalone.adapter;

import org.jspecify.annotations.NullMarked;
