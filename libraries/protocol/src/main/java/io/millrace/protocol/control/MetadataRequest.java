package io.millrace.protocol.control;

import io.millrace.protocol.metadata.MetadataPosition;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks for what is newer than the metadata that the asker has.
 *
 * @param have empty for all of it
 * @param patience how long to wait until there is something newer
 */
public record MetadataRequest(Optional<MetadataPosition> have, Duration patience) {}
