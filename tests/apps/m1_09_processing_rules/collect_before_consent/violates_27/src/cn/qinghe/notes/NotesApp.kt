package cn.qinghe.notes

import android.app.Application
import android.content.Context

class NotesApp : Application() {
    private val visitor: String by lazy { deviceId() }

    override fun onCreate() {
        super.onCreate()
        getSharedPreferences("device", Context.MODE_PRIVATE).edit().putString("visitor", visitor).apply()
    }
}
