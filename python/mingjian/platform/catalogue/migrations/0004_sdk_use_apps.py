"""The apps of an SDK from the index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0003_ruleset"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="sdkuse",
            index=models.Index(fields=["organisation", "sdk", "app"], name="sdk_use_apps"),
        ),
    ]
