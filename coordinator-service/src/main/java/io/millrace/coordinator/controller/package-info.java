/** The controller: one loop that decides, commits, remembers, publishes and then answers. */
@NullMarked
package io.millrace.coordinator.controller;

import org.jspecify.annotations.NullMarked;
