"""The last count of a large shelf."""

import django.db.models.deletion
from django.db import migrations, models

from mingjian.platform.database import row_security


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_invitations_answers_habits"),
        ("portfolio", "0003_tally"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptCount",
            fields=[
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="accounts.organisation",
                    ),
                ),
                ("counted_at", models.DateTimeField()),
                ("figures", models.JSONField()),
                ("wanted", models.BooleanField(default=False)),
            ],
        ),
        row_security("portfolio_keptcount"),
    ]
