package cn.qinghe.notes

import android.app.Activity
import android.app.AlertDialog
import android.content.Context
import android.os.Bundle
import android.widget.Toast

/** Whether the user has agreed; read through a property, as Kotlin apps do. */
object Agreement {
    private const val KEY = "agreed_privacy_policy"

    fun given(context: Context): Boolean =
        context.getSharedPreferences("settings", Context.MODE_PRIVATE).getBoolean(KEY, false)

    fun remember(context: Context) =
        context.getSharedPreferences("settings", Context.MODE_PRIVATE).edit().putBoolean(KEY, true).apply()
}

class MainActivity : Activity() {
    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        setContentView(R.layout.activity_main)
        if (!Agreement.given(this)) askForAgreement()
    }

    private fun askForAgreement() {
        AlertDialog.Builder(this)
            .setTitle("用户协议与隐私政策")
            .setMessage("请您阅读并同意《用户协议》和《隐私政策》。为提供服务，我们会在您同意后处理必要的个人信息。")
            .setCancelable(false)
            .setPositiveButton("同意") { _, _ ->
                Agreement.remember(this)
            }
            .setNegativeButton("不同意") { _, _ -> Toast.makeText(this, "您仍可浏览公开内容", Toast.LENGTH_SHORT).show() }
            .show()
    }
}
