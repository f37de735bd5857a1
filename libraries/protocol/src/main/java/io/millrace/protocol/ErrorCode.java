package io.millrace.protocol;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every error that a client can be told: what HTTP and Kafka call it, what it means and what to do.
 * {@code GET /v1/problems} lists them. A code once published keeps its name and status.
 */
public enum ErrorCode {
    INVALID_REQUEST(
            400,
            42,
            "Invalid request",
            "A parameter, header or body has a value that is not allowed.",
            "Correct the request as the detail says."),
    UNKNOWN_FIELD(
            400,
            42,
            "Unknown field",
            "The request has a field or parameter that does not exist here, perhaps mistyped.",
            "Correct the name or leave the field out."),
    INVALID_JSON(
            400,
            42,
            "Invalid JSON",
            "The body or line is not well-formed JSON in UTF-8.",
            "Send well-formed JSON; the detail names the place of the error."),
    INVALID_CURSOR(
            400,
            42,
            "Invalid cursor",
            "The cursor can't be read, or names topics or partitions that are not asked for.",
            "Use the cursor of an earlier answer unchanged, or start with from=earliest or latest."),
    TOO_MANY_PARTITIONS(
            400,
            42,
            "Too many partitions for a cursor",
            "The position in all partitions of these topics does not fit into a cursor.",
            "Ask for fewer topics, use a consumer group, or read partitions singly."),
    INVALID_CONFIG(
            400,
            40,
            "Invalid configuration",
            "A topic setting is unknown or its value is out of range.",
            "Correct the settings that the problem lists; GET the topic's configs for the ranges."),
    INVALID_TIMESTAMP(
            400,
            32,
            "Invalid timestamp",
            "A timestamp is neither RFC 3339 nor milliseconds since 1970, or is out of range.",
            "Send a timestamp like 2026-05-04T10:00:00.123Z, or epoch milliseconds."),
    INVALID_RECORD(
            400,
            87,
            "Invalid record",
            "A record or batch is well-formed but not allowed here, for example a control batch.",
            "Send the record as the detail asks for."),
    CORRUPT_RECORD(
            400,
            2,
            "Corrupt record batch",
            "A record batch's checksum, length or structure is wrong: it was damaged or cut off, on"
                    + " its way (400) or on the broker's disk (500).",
            "Produce: build the batch again and send it again. Read: have the broker's disk looked"
                    + " at; what lies behind the offset that the problem names can be read."),
    INVALID_TOPIC_NAME(
            400,
            17,
            "Invalid topic name",
            "A topic name has 1 to 249 characters of a-z, A-Z, 0-9, '.', '_' and '-'.",
            "Choose another name."),
    UNAUTHENTICATED(
            401,
            58,
            "Not authenticated",
            "The request has no credentials, or they are wrong.",
            "Send an API key as Basic id:secret or as Bearer, or log in anew."),
    TOKEN_EXPIRED(
            401,
            58,
            "Token expired",
            "The token or session was valid, but its time is over.",
            "Get a new token or log in anew."),
    TOPIC_AUTHORIZATION_FAILED(
            403,
            29,
            "Not allowed on this topic",
            "The principal lacks the right that this request needs on the topic.",
            "Ask an administrator for the right, or use another key."),
    GROUP_AUTHORIZATION_FAILED(
            403,
            30,
            "Not allowed on this group",
            "The principal lacks the right that this request needs on the consumer group.",
            "Ask an administrator for the right, or use another key."),
    CLUSTER_AUTHORIZATION_FAILED(
            403,
            31,
            "Not allowed on this cluster",
            "The principal is not an administrator or lacks the right on the cluster.",
            "Ask an administrator for the right, or use another key."),
    CSRF_REJECTED(
            403,
            31,
            "Request from another site",
            "A change was asked for with a session cookie, but not from a page of this origin.",
            "Send X-Requested-With or Sec-Fetch-Site: same-origin, or use an API key."),
    STALE_PRODUCER_EPOCH(
            403,
            47,
            "Stale producer epoch",
            "A newer instance of this producer has taken over.",
            "Stop this instance, or open the producer anew and use the epoch that is given then."),
    NOT_FOUND(
            404,
            42,
            "Not found",
            "There is nothing at this path.",
            "Correct the path; /v1/openapi.json lists what there is."),
    TOPIC_NOT_FOUND(
            404,
            3,
            "Topic not found",
            "There is no topic of this name. Topics are not created by producing to them.",
            "Create the topic, or correct the name."),
    PARTITION_NOT_FOUND(
            404,
            3,
            "Partition not found",
            "The topic has no partition of this number.",
            "Use a number from 0 to one less than the topic's count of partitions."),
    RECORD_NOT_FOUND(
            404,
            1,
            "Record not found",
            "There is no record at this offset: a control record, or removed by compaction.",
            "Read the next record with a fetch from this offset on."),
    GROUP_NOT_FOUND(
            404,
            69,
            "Group not found",
            "There is no consumer group of this name.",
            "Join it, which creates it, or correct the name."),
    UNKNOWN_MEMBER(
            404,
            25,
            "Unknown member",
            "The group does not know this member: it left or its session timed out.",
            "Join again with the same member id."),
    CONNECTOR_NOT_FOUND(
            404,
            42,
            "Connector not found",
            "There is no connector of this name.",
            "Create it, or correct the name."),
    SUBJECT_NOT_FOUND(
            404,
            42,
            "Subject not found",
            "There is no schema subject of this name.",
            "Register a schema under it, or correct the name."),
    METHOD_NOT_ALLOWED(
            405,
            42,
            "Method not allowed",
            "The resource exists, but not for this method.",
            "Use one of the methods in the Allow header."),
    NOT_ACCEPTABLE(
            406,
            42,
            "Not acceptable",
            "None of the media types in Accept can be produced here.",
            "Ask for one of the media types that the problem lists."),
    UNSUPPORTED_MEDIA_TYPE(
            415,
            42,
            "Unsupported media type",
            "The body's Content-Type is not taken here.",
            "Send one of the media types that the problem lists."),
    TOPIC_EXISTS(
            409,
            36,
            "Topic exists",
            "A topic of this name exists already.",
            "Use PUT to change it, or choose another name."),
    GROUP_NOT_EMPTY(
            409,
            68,
            "Group has members",
            "The group has members, whose positions can't be changed under them.",
            "Stop the members first, or ask for them to be fenced."),
    GROUP_FULL(
            409,
            81,
            "Group full",
            "The group has as many members as a group may have.",
            "Use fewer members, or another group."),
    FENCED_MEMBER_EPOCH(
            409,
            110,
            "Fenced member",
            "Another holder of this membership took over, or its partitions went to others.",
            "Drop what is unprocessed and join again."),
    UNRELEASED_INSTANCE_ID(
            409,
            111,
            "Instance id in use",
            "Another member of the group holds this instance id.",
            "Wait for its session to end, or use another instance id."),
    PRODUCER_SEQUENCE_GAP(
            409,
            45,
            "Producer sequence gap",
            "A sequence number is not the next one, nor one of the last five that were appended.",
            "Send what is missing first; Producer-Expected-Seq or expected_seq says where to go on."),
    REQUEST_IN_PROGRESS(
            409,
            51,
            "Request in progress",
            "The first request with this idempotency key is still being worked on.",
            "Wait as Retry-After says and repeat the same request.",
            true),
    LOG_TRUNCATED(
            409,
            74,
            "Log truncated",
            "What the reader had read was lost by an unclean election: its position is of the past.",
            "Go on at the offset that the problem names, and undo what came after it."),
    REASSIGNMENT_IN_PROGRESS(
            409,
            60,
            "Reassignment in progress",
            "The partition is being moved already, or a broker takes part in as many moves as it may.",
            "Wait for it or cancel it."),
    NO_REASSIGNMENT_IN_PROGRESS(
            409,
            85,
            "No reassignment in progress",
            "The partition is not being moved, so that there is nothing to cancel.",
            "Look at the partition: the move may have ended."),
    ELECTION_NOT_NEEDED(
            409,
            84,
            "Election not needed",
            "The partition has a leader, or may still get one without any loss.",
            "Wait for the leader, or bring the missing brokers back."),
    BROKER_ID_IN_USE(
            409,
            101,
            "Broker id in use",
            "Another process with this broker id is alive.",
            "Give each broker an id of its own, or stop the other process.",
            true),
    BROKER_IN_USE(
            409,
            42,
            "Broker in use",
            "The broker is alive, or still has replicas.",
            "Move its replicas to other brokers and stop it first."),
    SCHEMA_INCOMPATIBLE(
            409,
            87,
            "Schema incompatible",
            "The schema breaks the subject's compatibility rule.",
            "Change the schema, or the subject's rule."),
    OFFSET_OUT_OF_RANGE(
            410,
            1,
            "Offset no longer there",
            "The records at this offset were removed by retention or truncation.",
            "Go on at log_start_offset; what lies between is gone."),
    TOPIC_RECREATED(
            410,
            103,
            "Topic deleted and created anew",
            "The position belongs to an earlier topic of the same name.",
            "Start anew with from=earliest or from=latest."),
    TOPIC_DELETED(
            410,
            3,
            "Topic deleted",
            "The topic was deleted while it was read.",
            "Stop, or look for the topic's successor."),
    API_VERSION_REMOVED(
            410,
            35,
            "API version removed",
            "This version of the interface is no longer served.",
            "Use a version that /v1/openapi.json describes."),
    ETAG_MISMATCH(
            412,
            42,
            "Changed by somebody else",
            "The resource is no longer what If-Match or If-None-Match demands.",
            "Read it again, decide anew, and repeat with the new ETag."),
    PRECONDITION_REQUIRED(
            428,
            42,
            "Precondition required",
            "Changes need an If-Match header here.",
            "Read the resource and repeat with its ETag in If-Match."),
    BODY_TOO_LARGE(
            413,
            18,
            "Body too large",
            "The request's body is larger than what is taken in one piece.",
            "Send fewer records in a request, or stream them as NDJSON."),
    RECORD_TOO_LARGE(
            413,
            10,
            "Record too large",
            "A record or batch is larger than the topic's max.message.bytes.",
            "Send less in one record, or raise max.message.bytes of the topic."),
    OFFSET_BEYOND_END(
            416,
            1,
            "Offset beyond the end",
            "The offset is greater than the end of the log.",
            "Start at offset=latest, and find out how the position came to be."),
    NOT_LEADER(
            421,
            6,
            "Not the leader",
            "This broker does not lead the partition. Only brokers among themselves see this.",
            "Read the metadata again and ask the leader.",
            true),
    NOT_CONTROLLER(
            421,
            41,
            "Not the controller",
            "This coordinator does not decide at the moment. Only services among themselves see this.",
            "Ask the coordinator that controller_url names.",
            true),
    NOT_COORDINATOR(
            421,
            16,
            "Not the coordinator",
            "This coordinator does not own the group. Only services among themselves see this.",
            "Find out who owns it, and ask that one.",
            true),
    IDEMPOTENCY_KEY_REUSE(
            422,
            42,
            "Idempotency key used again",
            "This idempotency key was used for a request with another body.",
            "Use a new key for each new request."),
    SCHEMA_VALIDATION_FAILED(
            422,
            87,
            "Schema validation failed",
            "A record does not match the topic's schema.",
            "Correct the record as the detail says."),
    INVALID_PARTITION_COUNT(
            422,
            37,
            "Invalid count of partitions",
            "The count is out of range, or smaller than what the topic has.",
            "Ask for at least as many partitions as there are, within the limit."),
    INVALID_REPLICATION_FACTOR(
            422,
            38,
            "Invalid replication factor",
            "The replication factor is below one or above the count of brokers.",
            "Ask for at most as many replicas as there are brokers."),
    KEY_REQUIRED(
            422,
            87,
            "Key required",
            "The topic is compacted, and a record without a key can't be.",
            "Give every record a key."),
    QUOTA_EXCEEDED(
            429,
            89,
            "Quota exceeded",
            "The principal has used up its share of bytes, requests or streams.",
            "Wait as Retry-After says.",
            true),
    URI_TOO_LONG(
            414,
            42,
            "Request line too long",
            "The path and query of the request are longer than what is taken.",
            "Ask for less at a time, or give a cursor in the header Last-Event-ID."),
    HEADERS_TOO_LARGE(
            431,
            42,
            "Headers too large",
            "The headers of the request are larger than what is taken.",
            "Send fewer or shorter headers; look for cookies that are not meant for this server."),
    CURSOR_TOO_LONG(
            431,
            42,
            "Cursor too long",
            "The cursor is longer than 12,000 characters.",
            "Ask for fewer topics in one stream, or use a consumer group."),
    INTERNAL(
            500,
            -1,
            "Internal error",
            "Something failed that should not have; the trace id leads to it in the log.",
            "Report it with the trace id. A produce may be repeated only with a sequence or key."),
    NOT_IMPLEMENTED(
            501,
            35,
            "Not implemented",
            "The interface reserves this, but it is not built yet.",
            "Do without it."),
    LEADER_NOT_AVAILABLE(
            503,
            5,
            "Leader not available",
            "The partition has no leader at the moment, or it is moving.",
            "Repeat as Retry-After says; a produce with unknown outcome only with its sequence.",
            true),
    COORDINATOR_LOADING(
            503,
            14,
            "Coordinator loading",
            "The group's coordinator is starting or moving.",
            "Repeat as Retry-After says.",
            true),
    NOT_ENOUGH_REPLICAS(
            503,
            19,
            "Not enough in-sync replicas",
            "Fewer replicas are in sync than min.insync.replicas demands.",
            "Repeat as Retry-After says, and bring the missing brokers back.",
            true),
    BROKER_DRAINING(
            503,
            5,
            "Broker draining",
            "This broker is shutting down.",
            "Repeat at once: another broker, or this one soon, will answer.",
            true),
    OVERLOADED(
            503,
            89,
            "Overloaded",
            "The process has no room for more connections, bodies or streams at the moment.",
            "Repeat as Retry-After says, with growing pauses.",
            true),
    LOG_FAILED(
            503,
            56,
            "Partition offline",
            "The partition's log failed on disk and does not take or give records.",
            "Look at the broker's log and disk; the partition comes back with a restart or a repair."),
    STORAGE_FULL(
            507,
            56,
            "Storage full",
            "The broker's disk has reached its reserve: it reads, but does not write.",
            "Free space, lower retention, or add disks; then repeat.",
            true),
    REQUEST_TIMED_OUT(
            504,
            7,
            "Request timed out",
            "The request was not finished in time. Its records may be in the log nevertheless.",
            "Repeat with the same sequence or idempotency key; without one a duplicate may arise.",
            true);

    private static final Map<String, ErrorCode> BY_CODE =
            Stream.of(values()).collect(Collectors.toMap(ErrorCode::code, Function.identity()));

    private final int httpStatus;
    private final int kafkaCode;
    private final boolean retriable;
    private final String code;
    private final String title;
    private final String meaning;
    private final String remedy;

    ErrorCode(int httpStatus, int kafkaCode, String title, String meaning, String remedy) {
        this(httpStatus, kafkaCode, title, meaning, remedy, false);
    }

    ErrorCode(
            int httpStatus,
            int kafkaCode,
            String title,
            String meaning,
            String remedy,
            boolean retriable) {
        this.httpStatus = httpStatus;
        this.kafkaCode = kafkaCode;
        this.title = title;
        this.meaning = meaning;
        this.remedy = remedy;
        this.retriable = retriable;
        this.code = name().toLowerCase(Locale.ROOT);
    }

    /** The constant of a code as written in problem details. */
    public static Optional<ErrorCode> fromCode(String code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }

    /** As written in problem details, in snake case. */
    public String code() {
        return code;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /** Whether the same request may succeed later without anybody changing anything about it. */
    public boolean retriable() {
        return retriable;
    }

    /** Kafka's number for it; -1 where Kafka has none. */
    public int kafkaCode() {
        return kafkaCode;
    }

    /** Kafka's name for it. */
    public String kafkaName() {
        return KafkaErrors.nameOf(kafkaCode);
    }

    public String title() {
        return title;
    }

    public String meaning() {
        return meaning;
    }

    public String remedy() {
        return remedy;
    }
}
