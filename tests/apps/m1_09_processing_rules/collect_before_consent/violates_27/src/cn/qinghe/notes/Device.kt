package cn.qinghe.notes

import android.content.Context
import android.provider.Settings

fun Context.deviceId(): String = Settings.Secure.getString(contentResolver, Settings.Secure.ANDROID_ID)
