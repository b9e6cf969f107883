"""The transaction that wrote an entry: every entry of one request carries the same number."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(
            sql="ALTER TABLE audit_auditentry ADD COLUMN xact xid8 NOT NULL "
            "DEFAULT pg_current_xact_id()",
            reverse_sql="ALTER TABLE audit_auditentry DROP COLUMN xact",
        ),
    ]
