package cn.qinghe.notes;

import java.security.GeneralSecurityException;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;

/** Makes a key for each note. */
final class Keys {
    private Keys() {}

    static SecretKey fresh() throws GeneralSecurityException {
        return KeyGenerator.getInstance("AES").generateKey();
    }
}
