package cn.qinghe.recipes;

import android.content.ClipData;
import android.content.ClipboardManager;
import android.content.Context;

final class Paste {
    private Paste() {}

    static String take(Context context) {
        ClipboardManager board = (ClipboardManager) context.getSystemService(Context.CLIPBOARD_SERVICE);
        ClipData clip = board.getPrimaryClip();
        return clip == null ? "" : String.valueOf(clip.getItemAt(0).getText());
    }
}
