package io.millrace.protocol.control;

import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.MetadataDelta;
import java.util.Optional;

/**
 * What is newer than the metadata that the asker has: a change to it, or all of it when the asker
 * has none or is too far behind; neither when nothing has come within its patience.
 */
public record MetadataAnswer(Optional<MetadataDelta> delta, Optional<ClusterMetadata> whole) {
    public static final MetadataAnswer NOTHING_NEW =
            new MetadataAnswer(Optional.empty(), Optional.empty());
}
