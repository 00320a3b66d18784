from django.db import migrations

from mingjian.platform.database import row_security


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        row_security("accounts_membership"),
        row_security("accounts_invitation"),
        row_security("accounts_token"),
    ]
