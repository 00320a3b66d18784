from django.db import migrations

from mingjian.platform.database import row_security


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]
    operations = [
        row_security("catalogue_app"),
        row_security("catalogue_version"),
        row_security("catalogue_sdkuse"),
        migrations.RunSQL(
            "ALTER TABLE catalogue_appsearch ADD COLUMN vector tsvector "
            "GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED;"
            "CREATE INDEX app_search ON catalogue_appsearch USING gin (vector);",
            "ALTER TABLE catalogue_appsearch DROP COLUMN vector;",
        ),
    ]
