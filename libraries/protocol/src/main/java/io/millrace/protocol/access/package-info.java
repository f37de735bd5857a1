/** Who may speak: API keys, session tokens and the decision on a request's credentials. */
@NullMarked
package io.millrace.protocol.access;

import org.jspecify.annotations.NullMarked;
