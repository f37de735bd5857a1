package io.millrace.broker.http.group;

import io.millrace.broker.http.route.Route;
import io.millrace.broker.http.route.Routes;
import java.util.List;
import org.springframework.http.HttpMethod;

/** The operations of members and on their offsets. */
public final class GroupRoutes implements Routes {
    private static final String GROUP = "/v1/groups/{group}";
    private static final String MEMBER = GROUP + "/members/{member}";

    private final MemberOperations members;
    private final MemberStreams streams;
    private final OffsetOperations offsets;

    public GroupRoutes(MemberOperations members, MemberStreams streams, OffsetOperations offsets) {
        this.members = members;
        this.streams = streams;
        this.offsets = offsets;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(HttpMethod.PUT, MEMBER, members::join),
                new Route(HttpMethod.DELETE, MEMBER, members::leave),
                Route.post(MEMBER + "/poll", members::poll),
                Route.post(MEMBER + "/heartbeat", members::heartbeat),
                Route.post(MEMBER + "/acks", members::ack),
                Route.get(MEMBER + "/stream", streams::stream),
                Route.get(GROUP + "/offsets", offsets::read),
                new Route(HttpMethod.PATCH, GROUP + "/offsets", offsets::commit));
    }
}
