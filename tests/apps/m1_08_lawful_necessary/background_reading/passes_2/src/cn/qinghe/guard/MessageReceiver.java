package cn.qinghe.guard;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.provider.Telephony;
import android.telephony.SmsMessage;
import cn.qinghe.common.PrivacyGate;

public final class MessageReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        if (PrivacyGate.agreed(context)) {
            check(context, intent);
        }
    }

    private static void check(Context context, Intent intent) {
        /*@call Context context, Intent intent*/
        SmsMessage[] messages = Telephony.Sms.Intents.getMessagesFromIntent(intent);
        for (SmsMessage message : messages) {
            if (message.getMessageBody().contains("中奖")) {
                context.getSharedPreferences("spam", 0).edit().putLong("seen", System.currentTimeMillis()).apply();
            }
        }
        /*@end*/
    }
}
