import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from mingjian.platform.database import owner_security

KINDS = [
    ("package", "Package"),
    ("policy", "Policy"),
    ("listing", "Listing"),
    ("evidence", "Evidence"),
    ("page", "Page"),
]


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("scans", "0003_uploads_and_jobs"),
    ]
    operations = [
        migrations.AddField(
            model_name="scan",
            name="subject",
            field=models.CharField(
                choices=[("package", "Package"), ("run", "Run"), ("page", "Page")],
                default="package",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="scan",
            name="owner",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="scan",
            index=models.Index(fields=["organisation", "subject", "-created_at"], name="scan_of_subject"),
        ),
        migrations.AlterField(
            model_name="brought",
            name="kind",
            field=models.CharField(choices=KINDS, default="package", max_length=8),
        ),
        migrations.AlterField(
            model_name="upload",
            name="kind",
            field=models.CharField(choices=KINDS, default="package", max_length=8),
        ),
        owner_security("scans_scan"),
    ]
