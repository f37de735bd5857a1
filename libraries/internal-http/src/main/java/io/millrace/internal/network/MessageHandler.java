package io.millrace.internal.network;

import io.millrace.internal.identity.NodeId;

/** Answers a message with a message, under the rules of {@link RequestHandler}. */
@FunctionalInterface
public interface MessageHandler<Q> {
    Object handle(NodeId caller, Q question) throws Exception;
}
