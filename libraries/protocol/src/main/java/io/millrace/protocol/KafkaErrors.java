package io.millrace.protocol;

/** The names that Kafka gives to those of its error numbers that we use. */
final class KafkaErrors {
    private KafkaErrors() {}

    static String nameOf(int code) {
        return switch (code) {
            case -1 -> "UNKNOWN_SERVER_ERROR";
            case 1 -> "OFFSET_OUT_OF_RANGE";
            case 2 -> "CORRUPT_MESSAGE";
            case 3 -> "UNKNOWN_TOPIC_OR_PARTITION";
            case 5 -> "LEADER_NOT_AVAILABLE";
            case 6 -> "NOT_LEADER_OR_FOLLOWER";
            case 7 -> "REQUEST_TIMED_OUT";
            case 10 -> "MESSAGE_TOO_LARGE";
            case 14 -> "COORDINATOR_LOAD_IN_PROGRESS";
            case 16 -> "NOT_COORDINATOR";
            case 17 -> "INVALID_TOPIC_EXCEPTION";
            case 18 -> "RECORD_LIST_TOO_LARGE";
            case 19 -> "NOT_ENOUGH_REPLICAS";
            case 25 -> "UNKNOWN_MEMBER_ID";
            case 29 -> "TOPIC_AUTHORIZATION_FAILED";
            case 30 -> "GROUP_AUTHORIZATION_FAILED";
            case 31 -> "CLUSTER_AUTHORIZATION_FAILED";
            case 32 -> "INVALID_TIMESTAMP";
            case 35 -> "UNSUPPORTED_VERSION";
            case 36 -> "TOPIC_ALREADY_EXISTS";
            case 37 -> "INVALID_PARTITIONS";
            case 38 -> "INVALID_REPLICATION_FACTOR";
            case 40 -> "INVALID_CONFIG";
            case 41 -> "NOT_CONTROLLER";
            case 42 -> "INVALID_REQUEST";
            case 45 -> "OUT_OF_ORDER_SEQUENCE_NUMBER";
            case 47 -> "INVALID_PRODUCER_EPOCH";
            case 51 -> "CONCURRENT_TRANSACTIONS";
            case 56 -> "KAFKA_STORAGE_ERROR";
            case 58 -> "SASL_AUTHENTICATION_FAILED";
            case 60 -> "REASSIGNMENT_IN_PROGRESS";
            case 68 -> "NON_EMPTY_GROUP";
            case 69 -> "GROUP_ID_NOT_FOUND";
            case 74 -> "FENCED_LEADER_EPOCH";
            case 81 -> "GROUP_MAX_SIZE_REACHED";
            case 84 -> "ELECTION_NOT_NEEDED";
            case 85 -> "NO_REASSIGNMENT_IN_PROGRESS";
            case 87 -> "INVALID_RECORD";
            case 89 -> "THROTTLING_QUOTA_EXCEEDED";
            case 101 -> "DUPLICATE_BROKER_REGISTRATION";
            case 103 -> "INCONSISTENT_TOPIC_ID";
            case 110 -> "FENCED_MEMBER_EPOCH";
            case 111 -> "UNRELEASED_INSTANCE_ID";
            default -> throw new IllegalArgumentException("No Kafka error " + code + " in use");
        };
    }
}
