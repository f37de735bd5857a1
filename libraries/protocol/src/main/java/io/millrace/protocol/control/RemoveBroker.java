package io.millrace.protocol.control;

import io.millrace.protocol.BrokerId;

/** Takes out a broker that is fenced, has no replicas and will not come back. */
public record RemoveBroker(BrokerId broker) {}
