package cn.qinghe.repairs;

import android.util.Log;

final class Notes {
    private static boolean on;

    private Notes() {}

    static void turn(boolean wanted) {
        on = wanted;
    }

    static boolean isOn() {
        return on;
    }

    static void add(String text) {
        if (isOn()) {
            Log.i("Binding", text);
        }
    }
}
