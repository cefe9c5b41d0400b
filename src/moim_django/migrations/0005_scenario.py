from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moim_django", "0004_learned_weights")]

    operations = [
        migrations.RemoveConstraint("learnedweights", "moim_learned_weights"),
        migrations.RenameField("learnedweights", "occasion", "scenario"),
        migrations.AddConstraint(
            "learnedweights",
            models.UniqueConstraint(fields=["version", "scenario"], name="moim_learned_weights"),
        ),
        migrations.AlterField("learnedweights", "scenario", models.CharField(max_length=10, verbose_name="scenario")),
        migrations.AlterField(
            "learnedweights",
            "blob",
            models.BinaryField(help_text="the engine's own bytes (moim.ranking.online_update)"),
        ),
        migrations.AlterField(
            "impression",
            "basis",
            models.BinaryField(
                help_text="the features its place was decided by, for the weights to learn from (moim.ranking)",
                null=True,
            ),
        ),
    ]
