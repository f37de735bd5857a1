/** What the controller knows, and the changes it can make to that: values, no effects. */
@NullMarked
package io.millrace.coordinator.state;

import org.jspecify.annotations.NullMarked;
