from django.db import migrations

from mingjian.platform.database import row_security


class Migration(migrations.Migration):
    dependencies = [("findings", "0001_initial")]
    operations = [
        row_security("findings_finding"),
        row_security("findings_act"),
    ]
