/** The records that services exchange, as bytes; and the refusals, as problem documents. */
@NullMarked
package io.millrace.internal.message;

import org.jspecify.annotations.NullMarked;
