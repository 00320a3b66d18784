package cn.qinghe.rain;

import android.app.Service;
import android.content.Context;
import android.content.Intent;
import android.media.MediaPlayer;
import android.os.IBinder;
import java.io.IOException;

public final class SoundService extends Service {
    private final MediaPlayer player = new MediaPlayer();

    @Override
    public int onStartCommand(Intent intent, int flags, int startId) {
        play();
        return START_STICKY;
    }

    private void play() {
        try {
            player.setDataSource(getFilesDir() + "/rain.mp3");
            player.setLooping(true);
            player.setVolume(0.2f, 0.2f);
            player.prepare();
            player.start();
        } catch (IOException broken) {
            stopSelf();
        }
    }

    @Override
    public IBinder onBind(Intent intent) {
        return null;
    }
}
