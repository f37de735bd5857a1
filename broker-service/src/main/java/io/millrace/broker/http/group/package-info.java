/** Consumer groups over HTTP: members join, poll, commit and leave, by any broker. */
@NullMarked
package io.millrace.broker.http.group;

import org.jspecify.annotations.NullMarked;
