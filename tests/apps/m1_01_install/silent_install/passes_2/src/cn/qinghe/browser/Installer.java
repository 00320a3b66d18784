package cn.qinghe.browser;

import android.app.PendingIntent;
import android.content.Context;
import android.content.Intent;
import android.content.pm.PackageInstaller;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Installs a package by a session. */
public final class Installer {
    private Installer() {}

    public static void install(Context context, File file) throws IOException {
        PackageInstaller installer = context.getPackageManager().getPackageInstaller();
        PackageInstaller.SessionParams parameters = new PackageInstaller.SessionParams(PackageInstaller.SessionParams.MODE_FULL_INSTALL);
        int id = installer.createSession(parameters);
        PackageInstaller.Session session = installer.openSession(id);
        OutputStream output = session.openWrite("base.apk", 0, file.length());
        InputStream input = new FileInputStream(file);
        byte[] buffer = new byte[8192];
        for (int read = input.read(buffer); read > 0; read = input.read(buffer)) {
            output.write(buffer, 0, read);
        }
        session.fsync(output);
        output.close();
        input.close();
        PendingIntent done = PendingIntent.getBroadcast(context, id, new Intent("cn.qinghe.INSTALLED"), PendingIntent.FLAG_UPDATE_CURRENT);
        session.commit(done.getIntentSender());
        session.close();
    }
}
