from django.db import migrations

from mingjian.platform.database import row_security


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]
    operations = [
        row_security("notifications_subscription"),
        row_security("notifications_event"),
        row_security("notifications_message"),
        row_security("notifications_item"),
        row_security("notifications_match"),
    ]
