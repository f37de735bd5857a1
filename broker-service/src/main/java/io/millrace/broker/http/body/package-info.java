/** Request bodies as bytes, bounded in size, memory and time. */
@NullMarked
package io.millrace.broker.http.body;

import org.jspecify.annotations.NullMarked;
