package io.millrace.broker.control;

import java.util.Optional;

/**
 * Where a broker is, as it tells the controller.
 *
 * @param httpUrl where clients reach it, without a slash at the end
 * @param internalUrl where the other services reach it; empty in a process of its own
 * @param rack where it stands, if that is known
 */
public record Advertised(String httpUrl, Optional<String> internalUrl, Optional<String> rack) {}
