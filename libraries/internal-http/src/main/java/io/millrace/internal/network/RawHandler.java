package io.millrace.internal.network;

import io.millrace.internal.identity.NodeId;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Serves requests by itself, with streams in both directions and bounds of its own. It runs on an
 * event loop and must not block.
 */
@FunctionalInterface
public interface RawHandler {
    Publisher<Void> handle(NodeId caller, HttpServerRequest request, HttpServerResponse response);
}
