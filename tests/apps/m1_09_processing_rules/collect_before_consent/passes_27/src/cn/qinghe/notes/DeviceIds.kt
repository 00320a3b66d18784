package cn.qinghe.notes

import android.content.Context
import android.provider.Settings
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.delay
import kotlinx.coroutines.withContext

/** Reads what tells this phone from others, away from the main thread. */
class DeviceIds(private val context: Context) {
    suspend fun load(): String = withContext(Dispatchers.Default) {
        delay(20)
        read()
    }

    private fun read(): String {
        val id = Settings.Secure.getString(context.contentResolver, Settings.Secure.ANDROID_ID)
        context.getSharedPreferences("device", Context.MODE_PRIVATE).edit().putString("id", id).apply()
        return id
    }
}
