"""How far each SDK is spread, kept by triggers as its uses and the apps' newest versions change."""

import django.db.models.deletion
from django.db import migrations, models

from mingjian.platform.database import row_security

_COUNT = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO catalogue_sdkcount (organisation_id, sdk, apps, early, ever, versions)
    SELECT organisation_id, sdk, sum(apps), sum(early), sum(ever), sum(versions) FROM (
        SELECT pair.*, (held > 0)::int - (held > versions)::int AS ever FROM (
            SELECT c.organisation_id, c.app_id, c.sdk, sum(c.n) AS versions,
                coalesce(sum(c.n) FILTER (WHERE c.version_id = a.newest_id), 0) AS apps,
                coalesce(sum(c.n) FILTER (
                    WHERE c.version_id = a.newest_id AND c.state = 'called_before_consent'), 0) AS early
            FROM ({changed}) AS c LEFT JOIN catalogue_app a ON a.id = c.app_id
            GROUP BY c.organisation_id, c.app_id, c.sdk
        ) AS pair CROSS JOIN LATERAL (
            SELECT count(*) AS held FROM catalogue_sdkuse u
            WHERE u.organisation_id = pair.organisation_id AND u.sdk = pair.sdk AND u.app_id = pair.app_id
        ) AS now
    ) AS each GROUP BY organisation_id, sdk
    HAVING sum(apps) <> 0 OR sum(early) <> 0 OR sum(ever) <> 0 OR sum(versions) <> 0;
    RETURN NULL;
END $$;
CREATE TRIGGER count_{event} AFTER {event} ON catalogue_sdkuse REFERENCING {tables}
    FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""
_NEW = "SELECT organisation_id, app_id, version_id, sdk, state, 1 AS n FROM added"
_OLD = "SELECT organisation_id, app_id, version_id, sdk, state, -1 AS n FROM taken"
_BOTH = ("NEW TABLE AS added", "OLD TABLE AS taken")
_NEWEST = """
CREATE FUNCTION sdk_count_newest() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO catalogue_sdkcount (organisation_id, sdk, apps, early, ever, versions)
    SELECT organisation_id, sdk, sum(n), sum(n * early), 0, 0 FROM (
        SELECT organisation_id, sdk, (state = 'called_before_consent')::int AS early,
            CASE WHEN version_id = NEW.newest_id THEN 1 ELSE -1 END AS n
        FROM catalogue_sdkuse WHERE app_id = NEW.id AND version_id IN (OLD.newest_id, NEW.newest_id)
    ) AS each GROUP BY organisation_id, sdk HAVING sum(n) <> 0 OR sum(n * early) <> 0;
    RETURN NULL;
END $$;
CREATE TRIGGER count_newest AFTER UPDATE OF newest_id ON catalogue_app FOR EACH ROW
    WHEN (OLD.newest_id IS DISTINCT FROM NEW.newest_id) EXECUTE FUNCTION sdk_count_newest();
"""
# After the triggers, whose making lets no writer by until this is committed: nothing is missed, nothing twice.
_FILL = """
SELECT set_config('mingjian.scope', 'system', true);
INSERT INTO catalogue_sdkcount (organisation_id, sdk, apps, early, ever, versions)
SELECT organisation_id, sdk, count(*) FILTER (WHERE now), count(*) FILTER (WHERE early), count(*), sum(versions)
FROM (
    SELECT u.organisation_id, u.sdk, bool_or(u.version_id = a.newest_id) AS now,
        bool_or(u.version_id = a.newest_id AND u.state = 'called_before_consent') AS early, count(*) AS versions
    FROM catalogue_sdkuse u JOIN catalogue_app a ON a.id = u.app_id
    GROUP BY u.organisation_id, u.sdk, u.app_id
) AS pairs GROUP BY organisation_id, sdk;
SELECT set_config('mingjian.scope', '', true);
"""


def _count(event: str, changed: str, *tables: str) -> migrations.RunSQL:
    name = f"sdk_count_{event.lower()}"
    return migrations.RunSQL(
        _COUNT.format(name=name, event=event, changed=changed, tables=" ".join(tables)),
        f"DROP TRIGGER count_{event} ON catalogue_sdkuse; DROP FUNCTION {name}();",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("catalogue", "0004_sdk_use_apps"),
    ]

    operations = [
        migrations.CreateModel(
            name="SdkCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sdk", models.CharField(max_length=80)),
                ("apps", models.BigIntegerField()),
                ("early", models.BigIntegerField()),
                ("ever", models.BigIntegerField()),
                ("versions", models.BigIntegerField()),
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
                "indexes": [models.Index(fields=["organisation", "sdk"], name="sdk_count_sums")],
            },
        ),
        row_security("catalogue_sdkcount"),
        _count("INSERT", _NEW, _BOTH[0]),
        _count("DELETE", _OLD, _BOTH[1]),
        _count("UPDATE", f"{_NEW} UNION ALL {_OLD}", *_BOTH),
        migrations.RunSQL(
            _NEWEST,
            "DROP TRIGGER count_newest ON catalogue_app; DROP FUNCTION sdk_count_newest();",
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
