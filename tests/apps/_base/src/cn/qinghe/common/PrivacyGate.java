package cn.qinghe.common;

import android.app.Activity;
import android.app.AlertDialog;
import android.content.Context;
import android.content.DialogInterface;

/** Asks for agreement to the privacy policy once, remembers the answer; collects nothing itself. */
public final class PrivacyGate {
    private static final String FILE = "privacy";
    private static final String KEY = "privacy_agreed";

    private PrivacyGate() {}

    public static boolean agreed(Context context) {
        return context.getSharedPreferences(FILE, Context.MODE_PRIVATE).getBoolean(KEY, false);
    }

    public static void ask(final Activity activity) {
        if (agreed(activity)) {
            return;
        }
        new AlertDialog.Builder(activity)
                .setTitle("个人信息保护提示")
                .setMessage("请阅读《用户协议》和《隐私政策》。我们只在您使用相应功能时处理必要的个人信息。不同意也可以使用浏览功能。")
                .setCancelable(false)
                .setPositiveButton("同意", new DialogInterface.OnClickListener() {
                    @Override
                    public void onClick(DialogInterface dialog, int which) {
                        activity.getSharedPreferences(FILE, Context.MODE_PRIVATE).edit().putBoolean(KEY, true).apply();
                    }
                })
                .setNegativeButton("不同意", new DialogInterface.OnClickListener() {
                    @Override
                    public void onClick(DialogInterface dialog, int which) {
                        dialog.dismiss();
                    }
                })
                .show();
    }
}
