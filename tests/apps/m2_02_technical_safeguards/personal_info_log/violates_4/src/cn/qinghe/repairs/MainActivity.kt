package cn.qinghe.repairs

import android.app.Activity
import android.content.Context
import android.os.Bundle
import android.telephony.TelephonyManager
import android.util.Log
import android.view.View
import cn.qinghe.common.PrivacyGate

class MainActivity : Activity() {
    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        setContentView(R.layout.activity_main)
        PrivacyGate.ask(this)
        findViewById<View>(android.R.id.content).setOnClickListener { bind(this) }
    }

    private fun bind(context: Context) {
        val phone = context.getSystemService(Context.TELEPHONY_SERVICE) as TelephonyManager
        phone.deviceId?.let { device ->
            val line = "bound to device $device, ${device.length} digits"
            Log.i("Binding", line)
        }
    }
}
