package io.millrace.protocol.metadata;

import java.util.UUID;

/**
 * A place in the history of the metadata. Histories fork when a database is put back: the claim
 * tells on which branch a version was.
 *
 * @param claim of the controller that has published the version
 */
public record MetadataPosition(UUID claim, long version) {}
