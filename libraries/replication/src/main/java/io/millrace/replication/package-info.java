/** Pure decisions of leader, follower and controller. */
@NullMarked
package io.millrace.replication;

import org.jspecify.annotations.NullMarked;
