from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("findings", "0003_until_and_acts")]
    operations = [
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                fields=["organisation", "verdict", "-created_at", "-id"], name="finding_newest"
            ),
        ),
    ]
