package dev.weir.discord;

import dev.weir.process.SmallFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The certificates that are trusted: those of the JDK, and those of one file when one is named. Never all. */
public final class Trust {
    private static final int LARGEST_FILE = 1024 * 1024;
    private static final String EXPECTED = "expected a PEM file with at least one certificate: ";

    private final X509TrustManager manager;
    private final SSLContext context;

    private Trust(Collection<? extends Certificate> more) {
        try {
            X509TrustManager jdk = manager(null);
            manager = more.isEmpty() ? jdk : manager(anchors(jdk, more));
            context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {manager}, null);
        } catch (IOException | GeneralSecurityException unusable) {
            throw new IllegalStateException("this JDK cannot do TLS", unusable);
        }
    }

    /** What the JDK trusts. */
    public static Trust ofJdk() {
        return new Trust(List.of());
    }

    /**
     * What the JDK trusts, and the certificates of a PEM file.
     *
     * @throws IllegalArgumentException says what was expected of the file
     */
    public static Trust with(Path pem) {
        byte[] bytes = SmallFile.read(pem, LARGEST_FILE);
        Collection<? extends Certificate> certificates;
        try {
            certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes));
        } catch (CertificateException _) {
            throw new IllegalArgumentException(EXPECTED + "this file holds none");
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException(EXPECTED + "this file holds none");
        }
        return new Trust(certificates);
    }

    public X509TrustManager manager() {
        return manager;
    }

    public SSLContext context() {
        return context;
    }

    public SSLSocketFactory sockets() {
        return context.getSocketFactory();
    }

    private static KeyStore anchors(X509TrustManager jdk, Collection<? extends Certificate> more)
            throws IOException, GeneralSecurityException {
        KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
        anchors.load(null, null);
        int number = 0;
        for (X509Certificate known : jdk.getAcceptedIssuers()) {
            anchors.setCertificateEntry("jdk" + number++, known);
        }
        for (Certificate certificate : more) {
            anchors.setCertificateEntry("own" + number++, certificate);
        }
        return anchors;
    }

    private static X509TrustManager manager(@Nullable KeyStore anchors) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(anchors);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("this JDK has no X.509 trust manager");
    }
}
