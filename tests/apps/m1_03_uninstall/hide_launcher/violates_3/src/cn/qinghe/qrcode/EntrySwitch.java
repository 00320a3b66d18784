package cn.qinghe.qrcode;

import android.content.ComponentName;
import android.content.Context;
import android.content.pm.PackageManager;

/** Sets whether an entry of the app is shown. */
public final class EntrySwitch {
    private String name;
    private int state;

    /** Class of the entry. */
    public EntrySwitch named(String entry) {
        name = entry;
        return this;
    }

    /** One of the COMPONENT_ENABLED_STATE constants. */
    public EntrySwitch state(int wanted) {
        state = wanted;
        return this;
    }

    /** Applies what was set. */
    public void apply(Context context) {
        context.getPackageManager()
                .setComponentEnabledSetting(new ComponentName(context, name), state, PackageManager.DONT_KILL_APP);
    }
}
