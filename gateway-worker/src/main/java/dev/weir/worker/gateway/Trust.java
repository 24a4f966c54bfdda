package dev.weir.worker.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whose certificates are believed: those the JDK trusts and, when one is named, one authority more. Never everybody's. */
record Trust(X509TrustManager manager, SSLContext context) {

    /**
     * Reads the authority.
     *
     * @throws IllegalArgumentException when the file cannot be read or holds no certificate
     */
    static Trust of(@Nullable Path pem) {
        try {
            X509TrustManager jdk = manager(null);
            X509TrustManager manager = pem == null ? jdk : manager(with(pem, jdk));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {manager}, null);
            return new Trust(manager, context);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("cannot read certificates from " + pem + ": " + e.getMessage(), e);
        }
    }

    SSLSocketFactory sockets() {
        return context.getSocketFactory();
    }

    private static KeyStore with(Path pem, X509TrustManager jdk) throws IOException, GeneralSecurityException {
        KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
        anchors.load(null, null);
        int number = 0;
        for (X509Certificate known : jdk.getAcceptedIssuers()) {
            anchors.setCertificateEntry("jdk" + number++, known);
        }
        try (InputStream in = Files.newInputStream(pem)) {
            Collection<? extends Certificate> more =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (more.isEmpty()) {
                throw new IOException("it holds no certificate");
            }
            for (Certificate certificate : more) {
                anchors.setCertificateEntry("own" + number++, certificate);
            }
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
