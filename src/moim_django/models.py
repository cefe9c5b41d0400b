"""The tables: the log of what members did, and what is derived from it.

:class:`Interaction` is the log. :class:`StoredState` can be deleted at any time: a missing row is rebuilt from the log.
Members, clubs and activities are the platform's integer keys, without foreign keys, because the package knows no table
of the platform.
"""

from __future__ import annotations

import datetime

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ModelVersionManager(models.Manager["ModelVersion"]):
    """At most one version is active: whoever changes which one first locks the rows of all versions."""

    @transaction.atomic
    def activate(self, id: int, *, at: datetime.datetime) -> ModelVersion:
        """Make a version the active one; the one before it is retired.

        Raises
        ------
        KeyError
            There is no version with this id.
        """
        version = {row.id: row for row in self.select_for_update().order_by("id")}[id]
        self.filter(status=ModelVersion.Status.ACTIVE).exclude(id=id).update(status=ModelVersion.Status.RETIRED)
        version.status, version.reason, version.activated_at = ModelVersion.Status.ACTIVE, "", at
        version.save()
        return version

    @transaction.atomic
    def refuse(self, id: int, reason: str) -> ModelVersion | None:
        """Mark a version as unusable, and if it was active make the one active that was activated last before it.

        Returns
        -------
        ModelVersion | None
            The version that is active now, if there is one.
        """
        rows = list(self.select_for_update().order_by("id"))
        self.filter(id=id).update(status=ModelVersion.Status.REFUSED, reason=reason[:1000])
        left = [row for row in rows if row.id != id]
        active = next((row for row in left if row.status == ModelVersion.Status.ACTIVE), None)
        retired = [row for row in left if row.status == ModelVersion.Status.RETIRED and row.activated_at]
        if active is None and retired:
            active = max(retired, key=lambda row: (row.activated_at, row.id))
            active.status = ModelVersion.Status.ACTIVE
            active.save(update_fields=["status"])
        return active


class ModelVersion(models.Model):
    """A trained version: the name of its folder, its figures, and whether it is active."""

    class Status(models.TextChoices):
        """Whether a version serves."""

        CANDIDATE = "candidate", _("trained, never served")
        ACTIVE = "active", _("serving")
        RETIRED = "retired", _("served before")
        REFUSED = "refused", _("refused")

    name = models.CharField(_("folder"), max_length=80, unique=True)
    checksum = models.CharField(_("SHA-256 of its manifest"), max_length=64)
    trained_at = models.DateTimeField(_("trained"))
    activated_at = models.DateTimeField(_("activated"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.CANDIDATE)
    reason = models.CharField(_("why it is not serving"), max_length=1000, blank=True, default="")
    log_position = models.BigIntegerField(
        default=0, help_text=_("up to this id every interaction of before the training was in its data")
    )
    metrics = models.JSONField(_("figures"), default=dict, blank=True)

    objects = ModelVersionManager()

    class Meta:
        verbose_name = _("model version")
        verbose_name_plural = _("model versions")
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.name


class LearnedWeights(models.Model):
    """The weights of a version after the joins and likes since its training (:mod:`moim_django.weights`).

    No bytes are the weights of the training. A row can be deleted at any time.
    """

    version = models.ForeignKey(
        ModelVersion, models.CASCADE, related_name="learned", db_index=False, verbose_name=_("model")
    )
    scenario = models.CharField(_("scenario"), max_length=10)
    blob = models.BinaryField(help_text=_("the engine's own bytes (moim.ranking.online_update)"))
    choices = models.PositiveIntegerField(_("choices learned since training"), default=0)
    changed = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("learned weights")
        verbose_name_plural = _("learned weights")
        constraints = [models.UniqueConstraint(fields=["version", "scenario"], name="moim_learned_weights")]

    def __str__(self) -> str:
        return f"{self.version} {self.scenario}"


class Interaction(models.Model):
    """One thing a member did with an activity (:func:`moim_django.services.record`).

    Rows are never changed, and deleted only when the member takes it back or leaves.
    """

    class Kind(models.TextChoices):
        """What a member did."""

        VIEW = "view", _("looked at")
        LIKE = "like", _("liked")
        UNLIKE = "unlike", _("no longer likes")
        JOIN = "join", _("joined")
        CANCEL = "cancel", _("cancelled")
        DECLINE = "decline", _("not interested")
        ATTEND = "attend", _("was there")

    member_id = models.BigIntegerField(_("member"))
    activity_id = models.BigIntegerField(_("activity"))
    kind = models.CharField(_("what"), max_length=8, choices=Kind)
    at = models.DateTimeField(_("when"))
    key = models.CharField(
        max_length=64, null=True, blank=True, unique=True, help_text=_("the same key twice is one interaction")
    )
    surface = models.CharField(_("where on the site"), max_length=20, blank=True, default="")
    recommendation = models.BigIntegerField(_("credited list"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position in it, from 1"), null=True, blank=True)
    synthetic = models.BooleanField(_("synthetic"), default=False)

    class Meta:
        verbose_name = _("interaction")
        verbose_name_plural = _("interactions")
        indexes = [
            models.Index(fields=["member_id", "at", "id"], name="moim_interaction_member"),
            models.Index(fields=["activity_id", "kind"], name="moim_interaction_activity"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.kind} {self.activity_id}"


class StoredState(models.Model):
    """The state of one member, as the engine's bytes (:class:`moim.members.MemberState`)."""

    member_id = models.BigIntegerField(primary_key=True)
    blob = models.BinaryField(default=b"")
    topics = models.BinaryField(
        default=b"",
        help_text=_("their own text model; empty until it is made from the log"),
    )
    count = models.PositiveIntegerField(_("interactions"), default=0)
    last_at = models.DateTimeField(_("last interaction"), null=True, blank=True)
    touched = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        db_table = "moim_django_memberstate"  # the name of the class until 0.2.0
        verbose_name = _("member's state")
        verbose_name_plural = _("members' states")

    def __str__(self) -> str:
        return str(self.member_id)


class Impression(models.Model):
    """One item of one list that was shown.

    Clicks are credited to it, its logged features are a training example when it is clicked on, and its propensity
    makes later evaluation unbiased.
    """

    class Target(models.IntegerChoices):
        """What kind of item was shown."""

        ACTIVITY = 0, _("activity")
        CLUB = 1, _("club")

    recommendation = models.BigIntegerField(_("list"))
    member_id = models.BigIntegerField(_("member"), null=True, blank=True)
    target = models.PositiveSmallIntegerField(choices=Target, default=Target.ACTIVITY)
    item_id = models.BigIntegerField(_("item"))
    position = models.PositiveSmallIntegerField(_("position, from 1"))
    propensity = models.FloatField(_("probability of standing there"))
    explored = models.BooleanField(_("by exploration"), default=False)
    basis = models.BinaryField(
        null=True,
        help_text=_("the features its place was decided by, for the weights to learn from (moim.ranking)"),
    )
    version = models.ForeignKey(
        ModelVersion, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("model")
    )
    surface = models.CharField(_("where on the site"), max_length=20, blank=True, default="")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("impression")
        verbose_name_plural = _("impressions")
        indexes = [
            models.Index(fields=["recommendation", "item_id"], name="moim_impression_list"),
            models.Index(fields=["member_id", "at"], name="moim_impression_member"),
            models.Index(fields=["at"], name="moim_impression_at"),
            models.Index(fields=["target", "item_id"], name="moim_impression_item"),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation} {self.position}: {self.item_id}"


class SeasonThemeQuerySet(models.QuerySet["SeasonTheme"]):
    """Themes, and the one of a day."""

    def on(self, day: datetime.date) -> SeasonTheme | None:
        """The theme of a day; of several, the one that began last."""
        return self.filter(starts__lte=day, ends__gte=day).order_by("-starts", "-id").first()


class SeasonTheme(models.Model):
    """A sentence by which lists for visitors are ranked from its first day to its last, both included."""

    sentence = models.CharField(_("sentence"), max_length=300, help_text=_("for example: 여행 바다 산 여름 시원한"))
    starts = models.DateField(_("first day"))
    ends = models.DateField(_("last day"))

    objects = SeasonThemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("season theme")
        verbose_name_plural = _("season themes")
        ordering = ("-starts",)
        constraints = [models.CheckConstraint(condition=Q(ends__gte=models.F("starts")), name="moim_season_days")]

    def __str__(self) -> str:
        return self.sentence
