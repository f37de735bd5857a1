/** What every broker and client knows of the cluster: topics, partitions, leaders, access. */
@NullMarked
package io.millrace.protocol.metadata;

import org.jspecify.annotations.NullMarked;
