/** Groups as a shard keeps them: values that its owner decides on and the database stores. */
@NullMarked
package io.millrace.coordinator.shard;

import org.jspecify.annotations.NullMarked;
