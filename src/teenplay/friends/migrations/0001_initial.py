import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """``Friend`` came from ``members`` with its table."""

    dependencies = [
        ("members", "0004_friend_recentsearch_moved"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Friend",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "created_date",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="created"),
                        ),
                        (
                            "updated_date",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="updated"),
                        ),
                        (
                            "state",
                            models.SmallIntegerField(
                                choices=[(-1, "asked"), (0, "refused"), (1, "friends")],
                                db_column="is_friend",
                                default=-1,
                            ),
                        ),
                        (
                            "made_up",
                            models.JSONField(blank=True, db_default=models.Value([], models.JSONField()), default=list),
                        ),
                        (
                            "receiver",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="friends_asked_by",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "sender",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="friends_asked",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "friend",
                        "verbose_name_plural": "friends",
                        "db_table": "tbl_friend",
                        "constraints": [models.UniqueConstraint(fields=("sender", "receiver"), name="friend_once")],
                    },
                ),
            ]
        )
    ]
