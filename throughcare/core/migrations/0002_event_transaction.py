"""The transaction that wrote an event, and the index for reading the newest."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL(
            sql=[
                "ALTER TABLE core_event ADD COLUMN xact xid8 NOT NULL DEFAULT pg_current_xact_id()",
                "CREATE INDEX event_recorded_brin ON core_event USING brin (recorded_at)",
            ],
            reverse_sql=[
                "DROP INDEX event_recorded_brin",
                "ALTER TABLE core_event DROP COLUMN xact",
            ],
        ),
    ]
