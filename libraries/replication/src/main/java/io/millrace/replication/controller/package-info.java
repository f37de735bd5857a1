/** Pure decisions of the controller about one partition: who leads, who is in sync, who moves. */
@NullMarked
package io.millrace.replication.controller;

import org.jspecify.annotations.NullMarked;
