package io.millrace.internal.identity;

import io.millrace.protocol.BrokerId;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A node of the cluster, written {@code broker-2}. Its certificate says so in a subject alternative
 * name that is the URI {@code millrace:broker-2}; names of hosts stand beside it and mean nothing
 * here.
 *
 * @param name a broker's is its number; another's has 1 to 63 characters of {@code [a-z0-9.-]}, the
 *     first and the last no dot or dash
 */
public record NodeId(NodeKind kind, String name) {
    private static final String SCHEME = "millrace:";
    private static final int SAN_URI = 6;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");

    public NodeId {
        Pattern legal = kind == NodeKind.BROKER ? NUMBER : NAME;
        if (!legal.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "No name of a node of kind " + kind.text() + ": " + name);
        }
    }

    public static NodeId broker(BrokerId id) {
        return new NodeId(NodeKind.BROKER, id.toString());
    }

    /** Reads what {@link #toString()} wrote; empty for any other text. */
    public static Optional<NodeId> parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 0) {
            return Optional.empty();
        }
        try {
            String name = text.substring(dash + 1);
            return NodeKind.of(text.substring(0, dash)).map(kind -> new NodeId(kind, name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * The node that a certificate is of. Whether the certificate is to be trusted is for others to
     * say.
     *
     * @throws CertificateException unless it names exactly one node
     */
    public static NodeId of(X509Certificate certificate) throws CertificateException {
        List<String> uris = new ArrayList<>();
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        for (List<?> name : names == null ? List.<List<?>>of() : names) {
            if (name.get(0).equals(SAN_URI) && name.get(1).toString().startsWith(SCHEME)) {
                uris.add(name.get(1).toString());
            }
        }
        if (uris.size() != 1) {
            throw new CertificateException(
                    "The certificate must name one node as millrace:<kind>-<name>, it names "
                            + uris);
        }
        String uri = uris.getFirst();
        return parse(uri.substring(SCHEME.length()))
                .orElseThrow(
                        () ->
                                new CertificateException(
                                        "The certificate's " + uri + " is no name of a node"));
    }

    /** The broker's number; empty if this is no broker. */
    public Optional<BrokerId> brokerId() {
        return kind == NodeKind.BROKER
                ? Optional.of(new BrokerId(Integer.parseInt(name)))
                : Optional.empty();
    }

    /** The name that its certificate must have, for example {@code millrace:broker-2}. */
    public URI uri() {
        return URI.create(SCHEME + this);
    }

    @Override
    public String toString() {
        return kind.text() + "-" + name;
    }
}
