/** The settings of a topic: their names, types, defaults, ranges and meanings. */
@NullMarked
package io.millrace.protocol.config;

import org.jspecify.annotations.NullMarked;
