from django.db import migrations


class Migration(migrations.Migration):
    """``Friend`` now belongs to ``friends`` and ``RecentSearch`` to ``search``. Their tables stay as they are."""

    dependencies = [("members", "0003_joins_shown")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel("Friend"), migrations.DeleteModel("RecentSearch")]
        )
    ]
