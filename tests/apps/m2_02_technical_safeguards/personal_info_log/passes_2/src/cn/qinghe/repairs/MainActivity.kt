package cn.qinghe.repairs

import android.app.Activity
import android.content.Context
import android.os.Bundle
import android.telephony.TelephonyManager
import android.util.Log
import android.view.View
import cn.qinghe.common.PrivacyGate
import java.security.MessageDigest

class MainActivity : Activity() {
    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        setContentView(R.layout.activity_main)
        PrivacyGate.ask(this)
        findViewById<View>(android.R.id.content).setOnClickListener { bind(this) }
    }

    private fun bind(context: Context) {
        val phone = context.getSystemService(Context.TELEPHONY_SERVICE) as TelephonyManager
        val device: String? = phone.deviceId
        Log.i("Binding", "device known: ${device != null}, digest ${shortened(device.orEmpty())}")
    }

    private fun shortened(device: String): String =
        MessageDigest.getInstance("SHA-256").digest(device.toByteArray()).take(4).joinToString("") { "%02x".format(it) }
}
