package cn.mingjian.probe;

import android.app.DownloadManager;
import android.app.PendingIntent;
import android.content.ComponentName;
import android.content.Context;
import android.content.Intent;
import android.content.pm.PackageInstaller;
import android.database.Cursor;
import android.net.Uri;
import android.provider.Settings;
import dalvik.system.DexClassLoader;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;

/** Does what the plan orders, and writes down when and what came of it. */
final class Doer {
    private static final long HELD_MS = 10_000;

    private Doer() {}

    /** Runs one act in a thread of its own; `done` hears when it is over. */
    static void start(final Context context, final Intent order, final Runnable done) {
        final String act = String.valueOf(order.getStringExtra("act"));
        final String step = order.getStringExtra("step");
        new Thread(new Runnable() {
            @Override
            public void run() {
                if ("all_uses".equals(act)) {
                    for (String kind : Uses.ALL) {
                        one(context, kind, step, 1000);
                    }
                } else {
                    one(context, act, step, HELD_MS);
                }
                if (done != null) {
                    done.run();
                }
            }
        }).start();
    }

    private static void one(Context context, String act, String step, long forMs) {
        long at = System.currentTimeMillis();
        try {
            String[] told = perform(context, act, step, forMs);
            if (told != null) {
                Journal.write(context, act, at, told[0], step, told[1]);
            }
        } catch (SecurityException refused) {
            Journal.write(context, act, at, "denied", step, String.valueOf(refused.getMessage()));
        } catch (Exception problem) {
            Journal.write(context, act, at, "failed", step, problem.toString());
        }
    }

    /** State and detail; null where another component writes the line. */
    private static String[] perform(Context context, String act, String step, long forMs) throws Exception {
        switch (act) {
            case "silent_download":
                return download(context);
            case "load_code":
                return loadCode(context);
            case "install_session":
                return install(context, step);
            case "start_activity":
                context.startActivity(new Intent(context, UpActivity.class)
                        .addFlags(Intent.FLAG_ACTIVITY_NEW_TASK)
                        .putExtra("step", step));
                return new String[] {"done", "asked the platform for it"};
            case "read_identifier":
                return identifier(context);
            case "read_record_store":
                String[] names = new File("/data/system/appops").list();
                return new String[] {names == null ? "denied" : "done", "/data/system/appops"};
            case "link":
                return link(context);
            default:
                return new String[] {Uses.use(context, act, forMs), ""};
        }
    }

    /** Fetches a file through the platform's downloader, from a server of its own, without a notification. */
    private static String[] download(Context context) throws Exception {
        final ServerSocket server = new ServerSocket(0, 4, InetAddress.getByName("127.0.0.1"));
        new Thread(new Runnable() {
            @Override
            public void run() {
                try (Socket socket = server.accept()) {
                    socket.getInputStream().read(new byte[4096]);
                    OutputStream out = socket.getOutputStream();
                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 65536\r\nConnection: close\r\n\r\n".getBytes());
                    out.write(new byte[65536]);
                    out.flush();
                } catch (IOException gone) {
                    Journal.write(context, "server", System.currentTimeMillis(), "failed", "", gone.toString());
                }
            }
        }).start();
        DownloadManager manager = (DownloadManager) context.getSystemService(Context.DOWNLOAD_SERVICE);
        long id = manager.enqueue(new DownloadManager.Request(
                        Uri.parse("http://127.0.0.1:" + server.getLocalPort() + "/update.apk"))
                .setNotificationVisibility(DownloadManager.Request.VISIBILITY_HIDDEN));
        String state = "asked";
        for (int look = 0; look < 20 && "asked".equals(state); look++) {
            Thread.sleep(500);
            try (Cursor row = manager.query(new DownloadManager.Query().setFilterById(id))) {
                if (row == null || !row.moveToFirst()) {
                    state = "denied";
                    break;
                }
                int status = row.getInt(row.getColumnIndex(DownloadManager.COLUMN_STATUS));
                if (status == DownloadManager.STATUS_SUCCESSFUL) {
                    state = "done";
                } else if (status == DownloadManager.STATUS_FAILED) {
                    state = "denied";
                }
            }
        }
        server.close();
        return new String[] {state, "65536 bytes"};
    }

    /** Loads a class from a copy of the package that lies outside it. */
    private static String[] loadCode(Context context) throws Exception {
        File copy = new File(context.getFilesDir(), "update-" + System.currentTimeMillis() + ".apk");
        try (InputStream in = new FileInputStream(context.getPackageCodePath());
                OutputStream out = new FileOutputStream(copy)) {
            pour(in, out);
        }
        copy.setReadOnly();
        ClassLoader loader = new DexClassLoader(
                copy.getPath(), context.getCodeCacheDir().getPath(), null, ClassLoader.getSystemClassLoader());
        String name = loader.loadClass(Journal.class.getName()).getName();
        return new String[] {"done", copy.getName() + " " + name};
    }

    /** Commits an installation of the twin's own package; InstallReceiver hears what became of it. */
    private static String[] install(Context context, String step) throws Exception {
        String twin = context.getPackageName() + ".twin";
        String source = context.getPackageManager().getApplicationInfo(twin, 0).sourceDir;
        PackageInstaller installer = context.getPackageManager().getPackageInstaller();
        int id = installer.createSession(
                new PackageInstaller.SessionParams(PackageInstaller.SessionParams.MODE_FULL_INSTALL));
        PackageInstaller.Session session = installer.openSession(id);
        try (InputStream in = new FileInputStream(source);
                OutputStream out = session.openWrite("twin", 0, -1)) {
            pour(in, out);
            session.fsync(out);
        }
        Intent answer = new Intent(context, InstallReceiver.class).putExtra("step", step);
        int mutable = android.os.Build.VERSION.SDK_INT >= 31 ? 1 << 25 : 0;  // FLAG_MUTABLE
        session.commit(PendingIntent.getBroadcast(context, id, answer, PendingIntent.FLAG_UPDATE_CURRENT | mutable)
                .getIntentSender());
        session.close();
        return null;
    }

    private static String[] identifier(Context context) throws Exception {
        String found = Settings.Global.getString(context.getContentResolver(), "pps_oaid");
        if (found == null) {
            found = Settings.Secure.getString(context.getContentResolver(), "advertising_id");
        }
        if (found == null) {
            return new String[] {"failed", "no identifier an app can read without a vendor's library"};
        }
        StringBuilder digest = new StringBuilder();
        for (byte part : MessageDigest.getInstance("SHA-256").digest(found.getBytes("UTF-8"))) {
            digest.append(String.format("%02x", part));
        }
        return new String[] {"done", digest.substring(0, 12)};
    }

    /** Reaches for the twin in four ways; the twin's journal tells which of them started it. */
    private static String[] link(Context context) {
        String twin = context.getPackageName() + ".twin";
        StringBuilder told = new StringBuilder();
        try {
            context.startService(new Intent().setComponent(new ComponentName(twin, twin + ".LinkService")));
            told.append("service ");
        } catch (RuntimeException refused) {
            told.append("service refused ");
        }
        context.sendBroadcast(new Intent()
                .setComponent(new ComponentName(twin, twin + ".LinkReceiver"))
                .addFlags(Intent.FLAG_INCLUDE_STOPPED_PACKAGES));
        told.append("broadcast ");
        try (Cursor rows = context.getContentResolver()
                .query(Uri.parse("content://" + twin + ".link/x"), null, null, null, null)) {
            told.append(rows == null ? "provider refused " : "provider ");
        } catch (RuntimeException refused) {
            told.append("provider refused ");
        }
        try {
            context.startActivity(new Intent()
                    .setComponent(new ComponentName(twin, twin + ".LinkActivity"))
                    .addFlags(Intent.FLAG_ACTIVITY_NEW_TASK));
            told.append("activity");
        } catch (RuntimeException refused) {
            told.append("activity refused");
        }
        return new String[] {"done", told.toString().trim()};
    }

    private static void pour(InputStream in, OutputStream out) throws IOException {
        byte[] part = new byte[65536];
        for (int size = in.read(part); size > 0; size = in.read(part)) {
            out.write(part, 0, size);
        }
    }
}
