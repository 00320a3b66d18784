package cn.qinghe.radio;

import android.app.Activity;
import android.app.AlertDialog;
import android.app.DownloadManager;
import android.content.DialogInterface;
import android.net.Uri;
import android.os.Bundle;
import android.view.View;
import cn.qinghe.common.PrivacyGate;

public final class MainActivity extends Activity {
    @Override
    protected void onCreate(Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.activity_main);
        PrivacyGate.ask(this);
        findViewById(R.id.action).setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                offer(MainActivity.this);
            }
        });
    }

    private static void offer(final Activity activity) {
        /*@call Activity activity*/
        new AlertDialog.Builder(activity)
                .setMessage("曲库由清河音乐提供，下载清河音乐后即可收听。")
                .setCancelable(false)
                .setPositiveButton("立即下载", new DialogInterface.OnClickListener() {
                    @Override
                    public void onClick(DialogInterface dialog, int which) {
                        DownloadManager manager = (DownloadManager) activity.getSystemService(Activity.DOWNLOAD_SERVICE);
                        manager.enqueue(new DownloadManager.Request(Uri.parse("https://dl.qinghe.example/music.apk")));
                    }
                })
                .show();
        /*@end*/
    }
}
