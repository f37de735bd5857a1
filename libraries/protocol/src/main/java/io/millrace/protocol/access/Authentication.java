package io.millrace.protocol.access;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.PrincipalName;

/** What came of a request's credentials. */
public sealed interface Authentication {
    /**
     * The request is made as this principal.
     *
     * @param admin whether it may do everything
     * @param byCookie whether a session cookie said so: then a change needs proof that the request
     *     comes from a page of this origin
     */
    record Authenticated(PrincipalName principal, boolean admin, boolean byCookie)
            implements Authentication {}

    /** The request has no credentials, or none that hold. */
    record Refused(ErrorCode code, String detail) implements Authentication {}
}
