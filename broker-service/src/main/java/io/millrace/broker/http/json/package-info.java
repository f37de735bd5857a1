/** Records as JSON envelopes, byte exact in both directions and without trees in between. */
@NullMarked
package io.millrace.broker.http.json;

import org.jspecify.annotations.NullMarked;
