package dev.weir.coordinator.discord;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whose certificates are believed: Java's own list, and one file more. */
public final class Trust {
    private Trust() {}

    /**
     * Trusts what Java trusts, and the certificates of a PEM file.
     *
     * @throws IOException says what is wrong with the file
     */
    public static SSLContext with(Path pem) throws IOException {
        try {
            KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            int number = 0;
            for (TrustManager manager : factory(null).getTrustManagers()) {
                if (manager instanceof X509TrustManager usual) {
                    for (X509Certificate known : usual.getAcceptedIssuers()) {
                        all.setCertificateEntry("java-" + number++, known);
                    }
                }
            }
            for (Certificate extra : read(pem)) {
                all.setCertificateEntry("file-" + number++, extra);
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory(all).getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException refused) {
            throw new IOException("expected certificates in PEM: " + refused.getMessage(), refused);
        }
    }

    private static Iterable<? extends Certificate> read(Path pem) throws IOException, GeneralSecurityException {
        try (InputStream file = Files.newInputStream(pem)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(file);
        }
    }

    private static TrustManagerFactory factory(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }
}
