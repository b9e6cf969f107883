"""What was posted, as a keyed hash: the same key with other words is not a repetition."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_event_transaction")]

    operations = [
        migrations.AddField(
            model_name="posted",
            name="digest",
            field=models.CharField(default="", max_length=64),
        ),
    ]
