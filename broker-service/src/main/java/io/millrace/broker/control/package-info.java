/** The broker's port to the controller: registration, heartbeats, metadata, producer ids. */
@NullMarked
package io.millrace.broker.control;

import org.jspecify.annotations.NullMarked;
