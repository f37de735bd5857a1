package io.millrace.protocol.control;

/** Takes an API key away, if there is one of that id. */
public record RemoveKey(String keyId) {}
