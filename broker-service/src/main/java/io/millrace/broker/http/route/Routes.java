package io.millrace.broker.http.route;

import java.util.List;

/** The operations of one feature. */
public interface Routes {
    List<Route> routes();
}
