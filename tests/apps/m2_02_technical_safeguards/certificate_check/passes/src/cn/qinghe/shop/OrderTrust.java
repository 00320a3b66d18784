package cn.qinghe.shop;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.X509TrustManager;

/** Talks to the shop's own server only: its certificate is known by its digest. */
final class OrderTrust implements X509TrustManager {
    private static final byte[] KNOWN = {
        0x2b, 0x11, 0x5e, 0x07, 0x44, 0x39, 0x6a, 0x1c, 0x0d, 0x7f, 0x52, 0x60, 0x19, 0x3a, 0x71, 0x08,
        0x2e, 0x15, 0x5b, 0x0a, 0x47, 0x3c, 0x6d, 0x1f, 0x10, 0x72, 0x55, 0x63, 0x1a, 0x3d, 0x74, 0x0b,
    };

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
        try {
            byte[] seen = MessageDigest.getInstance("SHA-256").digest(chain[0].getEncoded());
            if (!Arrays.equals(seen, KNOWN)) {
                throw new CertificateException("an unknown server");
            }
        } catch (NoSuchAlgorithmException missing) {
            throw new CertificateException(missing);
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
