import uuid

import django.db.models.deletion
from django.db import migrations, models

from mingjian.platform.database import row_security


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_invitations_answers_habits"),
        ("portfolio", "0002_second_wall"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("day", models.DateField()),
                ("apps", models.IntegerField()),
                ("violating", models.IntegerField()),
                ("before_consent", models.IntegerField()),
                ("half_open", models.IntegerField()),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "day"), name="tally_once_a_day")
                ],
            },
        ),
        row_security("portfolio_tally"),
    ]
