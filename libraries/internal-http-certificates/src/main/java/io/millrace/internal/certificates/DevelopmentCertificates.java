package io.millrace.internal.certificates;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import io.netty.pkitesting.X509Bundle;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A certificate authority under a directory, and certificates of nodes issued by it. Each node has
 * a directory of its own with {@code ca.crt}, {@code tls.crt} and {@code tls.key}; the authority's
 * key lies in {@code ca}. All files are readable by their owner only. Whoever holds the authority's
 * key is every node: for a real cluster it belongs elsewhere. Owned by one thread.
 */
public final class DevelopmentCertificates {
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    private static final Duration NODE_LIFE = Duration.ofDays(730);

    /** Clocks of hosts differ. */
    private static final Duration SKEW = Duration.ofHours(1);

    private static final Pattern IP_ADDRESS =
            Pattern.compile("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

    private final Path directory;
    private final X509Bundle authority;
    private final Instant now;

    private DevelopmentCertificates(Path directory, X509Bundle authority, Instant now) {
        this.directory = directory;
        this.authority = authority;
        this.now = now;
    }

    /** The authority that the directory holds; a new one if it holds none. */
    public static DevelopmentCertificates in(Path directory, Instant now) {
        Path place = directory.resolve("ca");
        X509Bundle authority =
                PemFiles.readAuthority(place)
                        .orElseGet(
                                () -> {
                                    X509Bundle made = makeAuthority(now);
                                    PemFiles.writeAuthority(place, made);
                                    return made;
                                });
        return new DevelopmentCertificates(directory, authority, now);
    }

    /**
     * Issues a certificate with a new key, in place of one that was there, and returns the
     * directory that holds it. It names the node as {@code millrace:<node>}, and as hosts {@code
     * localhost}, 127.0.0.1 and whatever else is given.
     *
     * @param node for example {@code broker-2}
     * @param hosts names or IP addresses under which the node is reached
     */
    public Path issue(String node, String... hosts) {
        CertificateBuilder builder =
                valid(NODE_LIFE)
                        .subject("CN=" + node)
                        .setKeyUsage(true, KeyUsage.digitalSignature)
                        .addExtendedKeyUsageServerAuth()
                        .addExtendedKeyUsageClientAuth()
                        .addSanUriName(URI.create("millrace:" + node))
                        .addSanDnsName("localhost")
                        .addSanIpAddress("127.0.0.1");
        for (String host : List.of(hosts)) {
            if (IP_ADDRESS.matcher(host).matches()) {
                builder.addSanIpAddress(host);
            } else {
                builder.addSanDnsName(host);
            }
        }
        Path place = directory.resolve(node);
        PemFiles.writeNode(place, made(() -> builder.buildIssuedBy(authority)));
        return place;
    }

    private static X509Bundle makeAuthority(Instant now) {
        CertificateBuilder builder =
                valid(AUTHORITY_LIFE, now)
                        .subject("CN=Millrace development authority")
                        .setIsCertificateAuthority(true)
                        .setKeyUsage(true, KeyUsage.keyCertSign, KeyUsage.cRLSign);
        return made(builder::buildSelfSigned);
    }

    private CertificateBuilder valid(Duration life) {
        return valid(life, now);
    }

    private static CertificateBuilder valid(Duration life, Instant now) {
        return new CertificateBuilder()
                .ecp256()
                .notBefore(now.minus(SKEW))
                .notAfter(now.plus(life));
    }

    private static X509Bundle made(Making making) {
        try {
            return making.make();
        } catch (Exception e) {
            throw new IllegalStateException("Can't make a certificate: " + e, e);
        }
    }

    private interface Making {
        X509Bundle make() throws Exception;
    }
}
