package cn.mingjian.probe;

import android.content.ClipboardManager;
import android.content.Context;
import android.database.Cursor;
import android.hardware.camera2.CameraDevice;
import android.hardware.camera2.CameraManager;
import android.location.Location;
import android.location.LocationListener;
import android.location.LocationManager;
import android.media.AudioFormat;
import android.media.AudioRecord;
import android.media.MediaRecorder;
import android.net.Uri;
import android.os.Bundle;
import android.os.Handler;
import android.os.Looper;
import android.provider.ContactsContract;
import android.provider.MediaStore;
import android.telephony.TelephonyManager;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;

/** The uses a terminal must record. Nothing that is read is kept or sent. */
final class Uses {
    static final String[] ALL = {
        "network", "location", "camera", "screen_capture", "call_recording", "microphone", "sms", "contacts",
        "media", "biometrics", "device_id",
    };

    private Uses() {}

    /** Uses `kind` for a while; "done", "denied" or "asked". Throws what the platform throws. */
    static String use(Context context, String kind, long forMs) throws Exception {
        switch (kind) {
            case "network":
                return network();
            case "location":
                return location(context, forMs);
            case "camera":
                return camera(context, forMs);
            case "microphone":
                return sound(MediaRecorder.AudioSource.MIC, forMs);
            case "call_recording":
                return sound(MediaRecorder.AudioSource.VOICE_CALL, 200);
            case "sms":
                return query(context, Uri.parse("content://sms/inbox"), forMs);
            case "contacts":
                return query(context, ContactsContract.Contacts.CONTENT_URI, forMs);
            case "media":
                return query(context, MediaStore.Images.Media.EXTERNAL_CONTENT_URI, forMs);
            case "device_id":
                ((TelephonyManager) context.getSystemService(Context.TELEPHONY_SERVICE)).getDeviceId();
                return "done";
            case "clipboard":
                return clipboard(context, forMs);
            default:
                // screen capture and biometrics: only behind a dialog of the system, which is not opened
                return "asked";
        }
    }

    /** One datagram to an address that is nobody's (RFC 5737): it leaves the phone and reaches no one. */
    private static String network() throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(new byte[1024], 1024, InetAddress.getByName("192.0.2.1"), 9));
        }
        return "done";
    }

    private static String query(Context context, Uri uri, long forMs) throws Exception {
        long end = System.currentTimeMillis() + forMs;
        do {
            try (Cursor rows = context.getContentResolver().query(uri, new String[] {"_id"}, null, null, null)) {
                if (rows == null) {
                    return "denied";
                }
            }
            Thread.sleep(Math.min(1000, forMs));
        } while (System.currentTimeMillis() < end);
        return "done";
    }

    private static String clipboard(Context context, long forMs) throws Exception {
        ClipboardManager board = (ClipboardManager) context.getSystemService(Context.CLIPBOARD_SERVICE);
        String state = board.getPrimaryClip() == null ? "denied" : "done";
        Thread.sleep(forMs);
        return state;
    }

    private static String location(Context context, long forMs) throws Exception {
        LocationManager manager = (LocationManager) context.getSystemService(Context.LOCATION_SERVICE);
        LocationListener ear = new LocationListener() {
            @Override
            public void onLocationChanged(Location where) {}

            @Override
            public void onStatusChanged(String provider, int status, Bundle extras) {}

            @Override
            public void onProviderEnabled(String provider) {}

            @Override
            public void onProviderDisabled(String provider) {}
        };
        manager.getLastKnownLocation(LocationManager.GPS_PROVIDER);
        manager.requestLocationUpdates(LocationManager.GPS_PROVIDER, 500, 0, ear, Looper.getMainLooper());
        Thread.sleep(forMs);
        manager.removeUpdates(ear);
        return "done";
    }

    private static String sound(int source, long forMs) throws Exception {
        int rate = 16000;
        int size = AudioRecord.getMinBufferSize(rate, AudioFormat.CHANNEL_IN_MONO, AudioFormat.ENCODING_PCM_16BIT);
        AudioRecord record =
                new AudioRecord(source, rate, AudioFormat.CHANNEL_IN_MONO, AudioFormat.ENCODING_PCM_16BIT, size);
        if (record.getState() != AudioRecord.STATE_INITIALIZED) {
            record.release();
            return "denied";
        }
        record.startRecording();
        boolean heard = record.getRecordingState() == AudioRecord.RECORDSTATE_RECORDING;
        Thread.sleep(forMs);
        record.stop();
        record.release();
        return heard ? "done" : "denied";
    }

    private static String camera(Context context, long forMs) throws Exception {
        CameraManager manager = (CameraManager) context.getSystemService(Context.CAMERA_SERVICE);
        String[] ids = manager.getCameraIdList();
        if (ids.length == 0) {
            return "failed";
        }
        final String[] state = {"denied"};
        final CameraDevice[] opened = {null};
        manager.openCamera(ids[0], new CameraDevice.StateCallback() {
            @Override
            public void onOpened(CameraDevice device) {
                state[0] = "done";
                opened[0] = device;
            }

            @Override
            public void onDisconnected(CameraDevice device) {
                device.close();
            }

            @Override
            public void onError(CameraDevice device, int error) {
                device.close();
            }
        }, new Handler(Looper.getMainLooper()));
        Thread.sleep(Math.max(forMs, 1000));
        if (opened[0] != null) {
            opened[0].close();
        }
        return state[0];
    }
}
