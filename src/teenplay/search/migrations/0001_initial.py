import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """``SearchEntry`` came from ``pages`` and ``RecentSearch`` from ``members`` with their tables."""

    dependencies = [
        ("activities", "0002_approval"),
        ("members", "0004_friend_recentsearch_moved"),
        ("pages", "0002_searchentry_moved"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="SearchEntry",
                    fields=[
                        (
                            "activity",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="search",
                                serialize=False,
                                to="activities.activity",
                            ),
                        ),
                        ("words", models.TextField(help_text="content words, each between blanks")),
                        (
                            "compact",
                            models.CharField(
                                help_text="title, club and place without blanks, in lower case", max_length=1000
                            ),
                        ),
                        ("letters", models.TextField(help_text="the title as it is typed, letter by letter")),
                        (
                            "initials",
                            models.TextField(help_text="the first consonants from each word on, each after a blank"),
                        ),
                        ("indexed_date", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "db_table": "site_search_entry",
                    },
                ),
                migrations.CreateModel(
                    name="RecentSearch",
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
                        ("keyword", models.CharField(max_length=200, verbose_name="keyword")),
                        ("status", models.SmallIntegerField(choices=[(0, "removed"), (1, "shown")], default=1)),
                        (
                            "member",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL),
                        ),
                    ],
                    options={
                        "verbose_name": "recent search",
                        "verbose_name_plural": "recent searches",
                        "db_table": "tbl_recent_search",
                        "indexes": [
                            models.Index(fields=["member", "-created_date"], name="tbl_recent__member__0c7a3a_idx")
                        ],
                    },
                ),
            ]
        )
    ]
