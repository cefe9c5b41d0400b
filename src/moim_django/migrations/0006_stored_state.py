from django.db import migrations


class Migration(migrations.Migration):
    """Rename the class only: the table keeps its name."""

    dependencies = [("moim_django", "0005_scenario")]

    operations = [
        migrations.AlterModelTable(name="MemberState", table="moim_django_memberstate"),
        migrations.RenameModel(old_name="MemberState", new_name="StoredState"),
    ]
