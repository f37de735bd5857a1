package io.millrace.protocol.control;

import io.millrace.protocol.access.KeyEntry;

/** Adds an API key, of which only the secret's hash is told, or replaces the one of that id. */
public record PutKey(String keyId, KeyEntry entry) {}
