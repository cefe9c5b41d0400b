from django.db import migrations


class Migration(migrations.Migration):
    """``SearchEntry`` now belongs to ``search``. Its table stays as it is."""

    dependencies = [("pages", "0001_initial")]
    operations = [migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("SearchEntry")])]
