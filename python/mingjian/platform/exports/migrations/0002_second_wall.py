from django.db import migrations

from mingjian.platform.database import row_security


class Migration(migrations.Migration):
    dependencies = [("exports", "0001_initial")]
    operations = [
        row_security("exports_export"),
        row_security("exports_seal"),
        row_security("exports_badge"),
    ]
