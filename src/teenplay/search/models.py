"""The search index, and what members searched for."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from teenplay.activities.models import Activity
from teenplay.catalogue.models import Row, Shown
from teenplay.members.models import Member


class SearchEntry(models.Model):
    """The search index entry of an activity; can be deleted and rebuilt at any time.

    These are plain columns, because full-text search differs between the three databases and handles Korean poorly on
    each: SQLite's trigrams, for example, match no word of two syllables.
    """

    activity = models.OneToOneField(Activity, models.CASCADE, primary_key=True, related_name="search")
    words = models.TextField(help_text="content words, each between blanks")
    compact = models.CharField(max_length=1000, help_text="title, club and place without blanks, in lower case")
    letters = models.TextField(help_text="the title as it is typed, letter by letter")
    initials = models.TextField(help_text="the first consonants from each word on, each after a blank")
    indexed_date = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "site_search_entry"


class RecentSearch(Row):
    """A search of a member."""

    member = models.ForeignKey(Member, models.CASCADE)
    keyword = models.CharField(_("keyword"), max_length=200)
    status = models.SmallIntegerField(choices=Shown, default=Shown.SHOWN)

    class Meta:
        db_table = "tbl_recent_search"
        verbose_name = _("recent search")
        verbose_name_plural = _("recent searches")
        indexes = [models.Index(fields=["member", "-created_date"])]
