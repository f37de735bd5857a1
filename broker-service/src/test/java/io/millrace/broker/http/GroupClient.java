package io.millrace.broker.http;

import io.millrace.broker.http.DataPlane.Reply;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** A member of a group that keeps what a client keeps: its cursor. Owned by one thread. */
final class GroupClient {
    private final DataPlane plane;
    private final String path;
    private String incarnation = UUID.randomUUID().toString();
    private String cursor = "";

    GroupClient(DataPlane plane, String group, String member) {
        this.plane = plane;
        this.path = "/v1/groups/" + group + "/members/" + member;
    }

    static GroupClient joined(DataPlane plane, String group, String member, String topic) {
        GroupClient client = new GroupClient(plane, group, member);
        client.join("\"topics\":[\"" + topic + "\"]");
        return client;
    }

    /** The same process asks again. */
    Reply join(String wishes) {
        return put("{\"incarnation\":\"" + incarnation + "\"," + wishes + "}");
    }

    /** Another process comes as the same member. */
    Reply joinAnew(String wishes) {
        incarnation = UUID.randomUUID().toString();
        return join(wishes);
    }

    Reply put(String body) {
        Reply reply = plane.send("PUT", path, BodyPublishers.ofString(body), body);
        if (reply.status() == 200) {
            cursor = reply.json().get("cursor").asString();
        }
        return reply;
    }

    /** Everything up to the last answer is processed. */
    Reply poll() {
        return poll("\"ack\":true");
    }

    Reply poll(String wishes) {
        Reply reply = pollWith(cursor, wishes);
        if (reply.status() == 200) {
            cursor = reply.json().get("cursor").asString();
        }
        return reply;
    }

    Reply pollWith(String anyCursor, String wishes) {
        return plane.post(path + "/poll", "{\"cursor\":\"" + anyCursor + "\"," + wishes + "}");
    }

    Reply ack() {
        return plane.post(path + "/acks", "{\"cursor\":\"" + cursor + "\"}");
    }

    Reply leave() {
        return plane.send("DELETE", path, BodyPublishers.noBody(), null);
    }

    String cursor() {
        return cursor;
    }

    static List<String> values(Reply reply) {
        List<String> values = new ArrayList<>();
        for (JsonNode record : reply.json().get("records")) {
            values.add(record.get("value").toString());
        }
        return values;
    }
}
