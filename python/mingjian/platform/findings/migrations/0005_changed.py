"""The inbox in its own order, from an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("findings", "0004_newest")]
    operations = [
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["organisation", "-updated_at", "-id"], name="finding_changed"),
        ),
    ]
