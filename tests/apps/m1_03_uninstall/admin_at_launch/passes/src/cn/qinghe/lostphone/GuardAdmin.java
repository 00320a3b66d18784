package cn.qinghe.lostphone;

import android.app.admin.DeviceAdminReceiver;

public final class GuardAdmin extends DeviceAdminReceiver {
}
