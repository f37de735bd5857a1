/** The REST API for people and tools. */
@NullMarked
package io.millrace.admin;

import org.jspecify.annotations.NullMarked;
