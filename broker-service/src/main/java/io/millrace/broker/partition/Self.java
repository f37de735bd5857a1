package io.millrace.broker.partition;

import io.millrace.protocol.BrokerId;

/** This broker in its present registration. */
record Self(BrokerId broker, long brokerEpoch) {}
