from django.db import migrations

from mingjian.platform.database import row_security


class Migration(migrations.Migration):
    dependencies = [("scans", "0001_initial")]
    operations = [
        row_security("scans_upload"),
        row_security("scans_scan"),
    ]
