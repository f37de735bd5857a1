/** Consumer groups as a broker sees them: it asks their owners and speaks for members. */
@NullMarked
package io.millrace.broker.group;

import org.jspecify.annotations.NullMarked;
