"""Sources, crawls and collected rows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from teenplay.activities.models import Activity
from teenplay.catalogue.models import Category
from teenplay.clubs.models import Club


class SourceState(models.Model):
    """The state of a source: whether it is switched on, and until when the site wants no requests."""

    name = models.CharField(_("source"), max_length=40, unique=True)
    enabled = models.BooleanField(_("switched on"), null=True, help_text=_("empty: as the source's file says"))
    refusals = models.PositiveSmallIntegerField(_("refusals in a row"), default=0)
    rest_until = models.DateTimeField(_("left alone until"), null=True, blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.name


class Crawl(models.Model):
    """One run over a source. An unfinished run is continued from its cursor."""

    class CrawlStatus(models.TextChoices):
        RUNNING = "running", _("not finished")
        COMPLETE = "complete", _("complete")
        PARTIAL = "partial", _("with pages missing")
        REFUSED = "refused", _("the site refused")
        FAILED = "failed", _("failed")

    source = models.CharField(_("source"), max_length=40)
    status = models.CharField(_("status"), max_length=10, choices=CrawlStatus, default=CrawlStatus.RUNNING)
    started = models.DateTimeField(_("started"))
    finished = models.DateTimeField(_("finished"), null=True, blank=True)
    cursor = models.JSONField(_("cursor"), null=True, blank=True)
    counts = models.JSONField(_("counts"), default=dict)
    problems = models.JSONField(_("problems"), default=list)

    class Meta:
        verbose_name = _("crawl")
        verbose_name_plural = _("crawls")
        indexes = [models.Index(fields=["source", "-started"], name="crawl_source")]

    def __str__(self) -> str:
        return f"{self.source} {self.started:%Y-%m-%d %H:%M}"


class CollectedQuerySet(models.QuerySet["Collected"]):
    def present(self) -> Self:
        """Still listed by their source."""
        return self.filter(gone_at__isnull=True)

    def in_bulk_by_source(self, source: str, ids: Iterable[str]) -> dict[str, Collected]:
        """Rows of a source by their ids there."""
        return {row.source_id: row for row in self.filter(source=source, source_id__in=list(ids))}

    def usable(self) -> Self:
        """Clean, and not merged into another."""
        return self.filter(state=Collected.CleaningState.CLEAN, merged_into__isnull=True)


class Collected(models.Model):
    """One row of a source: its raw (masked) and cleaned values, and the platform's row it became."""

    class CleaningState(models.TextChoices):
        NEW = "new", _("to be cleaned")
        CLEAN = "clean", _("clean")
        QUARANTINED = "quarantine", _("in quarantine")

    class Decided(models.TextChoices):
        SOURCE = "source", _("by the source's table")
        CLASSIFIER = "classifier", _("by the classifier")
        WAITING = "waiting", _("waits for a person")
        PERSON = "person", _("by a person")

    source = models.CharField(_("source"), max_length=40)
    source_id = models.CharField(_("id in the source"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10)
    url = models.CharField(_("address"), max_length=1000, blank=True, default="")
    raw = models.JSONField(_("as read"))
    fingerprint = models.CharField(max_length=64)
    cleaned = models.JSONField(_("as cleaned"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=CleaningState, default=CleaningState.NEW)

    first_seen = models.DateTimeField(_("first seen"))
    changed_at = models.DateTimeField(_("last changed"))
    last_crawl = models.ForeignKey(Crawl, models.SET_NULL, null=True, verbose_name=_("last seen in"))
    gone_at = models.DateTimeField(_("gone"), null=True, blank=True)

    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, verbose_name=_("category"))
    decided = models.CharField(_("category decided"), max_length=10, choices=Decided, blank=True, default="")
    probability = models.FloatField(_("probability"), null=True, blank=True)

    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged", verbose_name=_("same as")
    )
    merge_score = models.FloatField(_("how sure"), null=True, blank=True)
    kept_apart = models.JSONField(_("never merge with"), default=list, blank=True)

    activity = models.ForeignKey(Activity, models.SET_NULL, null=True, blank=True, related_name="+")
    club = models.ForeignKey(Club, models.SET_NULL, null=True, blank=True, related_name="+")
    loaded_at = models.DateTimeField(_("loaded"), null=True, blank=True)

    objects = CollectedQuerySet.as_manager()

    class Meta:
        verbose_name = _("collected row")
        verbose_name_plural = _("collected rows")
        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="collected_once")]
        indexes = [
            models.Index(fields=["source", "gone_at"], name="collected_present"),
            models.Index(fields=["state", "kind"], name="collected_state"),
            models.Index(fields=["decided"], name="collected_decided"),
        ]

    def __str__(self) -> str:
        return str(self.raw.get("title", self.source_id))

    def moment(self, name: str) -> datetime.datetime | None:
        """A time of the cleaned row."""
        value: Any = (self.cleaned or {}).get(name)
        return datetime.datetime.fromisoformat(value) if value else None


class Breach(models.Model):
    """Why a collected row is in quarantine: the contract (``border``), the column, its value and the reason."""

    row = models.ForeignKey(Collected, models.CASCADE, related_name="breaches")
    border = models.CharField(_("border"), max_length=10)
    column = models.CharField(_("column"), max_length=40, blank=True)
    value = models.CharField(_("value"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name = _("breach of a contract")
        verbose_name_plural = _("breaches of contracts")

    def __str__(self) -> str:
        return f"{self.border}: {self.column} {self.reason}"
