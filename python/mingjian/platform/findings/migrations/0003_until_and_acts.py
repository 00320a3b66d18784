from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("findings", "0002_second_wall")]
    operations = [
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                fields=["state_until"], condition=models.Q(state_until__isnull=False), name="finding_until"
            ),
        ),
        migrations.AddIndex(
            model_name="act", index=models.Index(fields=["finding", "-at"], name="act_of_finding")
        ),
    ]
