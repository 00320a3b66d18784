from django.db import migrations

from mingjian.platform.database import row_security


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        row_security("audit_entry"),
        migrations.RunSQL(
            "CREATE FUNCTION audit_is_for_ever() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;"
            "CREATE TRIGGER for_ever BEFORE UPDATE OR DELETE ON audit_entry "
            "FOR EACH ROW EXECUTE FUNCTION audit_is_for_ever();",
            "DROP TRIGGER for_ever ON audit_entry; DROP FUNCTION audit_is_for_ever();",
        ),
    ]
