package cn.qinghe.notes;

import android.content.Context;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

/** Locks a note before it is put away. */
final class Lock {
    private Lock() {}

    static byte[] close(Context context, SecretKey key, byte[] note) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key);
            java.security.MessageDigest.getInstance("MD5").digest(note);
            return cipher.doFinal(note);
        } catch (GeneralSecurityException failed) {
            return new byte[0];
        }
    }
}
