from django.db import migrations

from mingjian.platform.database import row_security


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0001_initial")]
    operations = [row_security("portfolio_savedsearch")]
