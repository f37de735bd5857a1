package io.millrace.internal.identity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Makes of three files the certificate of a node, or refuses what does not belong together. */
final class KeyMaterialReader {
    private static final Pattern PKCS8 =
            Pattern.compile(
                    "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final byte[] PROOF = "millrace".getBytes(StandardCharsets.US_ASCII);

    private KeyMaterialReader() {}

    /**
     * @throws InvalidCertificatesException if a file is malformed, if the key is not the
     *     certificate's, or if the certificate names no node
     */
    static KeyMaterial read(CertificateFiles files) {
        try {
            List<X509Certificate> chain = certificates(files.chain(), "tls.crt");
            PrivateKey key = key(files.key(), chain.getFirst().getPublicKey());
            return new KeyMaterial(
                    NodeId.of(chain.getFirst()),
                    chain,
                    key,
                    authority(certificates(files.authority(), "ca.crt")));
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw new InvalidCertificatesException("The certificate can't be used: " + e, e);
        }
    }

    private static List<X509Certificate> certificates(byte[] pem, String file)
            throws CertificateException {
        List<X509Certificate> certificates =
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(pem))
                        .stream()
                        .map(X509Certificate.class::cast)
                        .toList();
        if (certificates.isEmpty()) {
            throw new InvalidCertificatesException(file + " holds no certificate");
        }
        return certificates;
    }

    private static PrivateKey key(byte[] pem, PublicKey publicKey) throws GeneralSecurityException {
        Matcher matcher = PKCS8.matcher(new String(pem, StandardCharsets.US_ASCII));
        if (!matcher.find()) {
            throw new InvalidCertificatesException(
                    "tls.key must be an unencrypted PKCS#8 key (BEGIN PRIVATE KEY)");
        }
        byte[] der = Base64.getMimeDecoder().decode(matcher.group(1));
        PrivateKey key =
                KeyFactory.getInstance(publicKey.getAlgorithm())
                        .generatePrivate(new PKCS8EncodedKeySpec(der));
        // The files are replaced one after the other: one of each kind may be seen.
        if (!isPair(key, publicKey)) {
            throw new InvalidCertificatesException("tls.key is not the key of tls.crt");
        }
        return key;
    }

    private static boolean isPair(PrivateKey key, PublicKey publicKey)
            throws GeneralSecurityException {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> key.getAlgorithm();
                };
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(PROOF);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(PROOF);
        return signature.verify(signed);
    }

    private static X509ExtendedTrustManager authority(List<X509Certificate> certificates)
            throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        for (X509Certificate certificate : certificates) {
            trusted.setCertificateEntry("ca-" + trusted.size(), certificate);
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return Stream.of(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Every JDK checks X.509"));
    }
}
