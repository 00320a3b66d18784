package com.umeng.commonsdk;

import a.b.C;
import java.io.IOException;

/** A stand-in with the public face of the real class. */
public final class UMConfigure {
    private UMConfigure() {}

    public static void init(final String event) {
        new Thread(new Runnable() {
            @Override
            public void run() {
                try {
                    C.a(event.getBytes("UTF-8"));
                } catch (IOException problem) {
                    android.util.Log.w("umeng", "发送失败");
                }
            }
        }).start();
    }
}
