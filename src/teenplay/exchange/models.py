"""Mappings of other catalogues' categories, and word counts imported from the predecessor's models."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from teenplay.catalogue.models import Category
from teenplay.members.models import Member


class CategoryMapping(models.Model):
    """The platform's category for one category of a source. Operators edit it; later loads use it."""

    source = models.CharField(_("source"), max_length=40)
    name = models.CharField(_("category in the source"), max_length=100)
    category = models.ForeignKey(Category, models.PROTECT, verbose_name=_("category"))

    class Meta:
        verbose_name = _("category mapping")
        verbose_name_plural = _("category mappings")
        constraints = [models.UniqueConstraint(fields=["source", "name"], name="category_mapping_once")]

    def __str__(self) -> str:
        return f"{self.source}: {self.name} → {self.category}"


class ImportedCounts(models.Model):
    """The difference between a member's model of the predecessor and the shared one, in a few hundred bytes.

    ``shared`` is the folder of the shared model below ``predecessor`` in the home folder. The bytes can only be read
    together with that model (:meth:`moim.topics.SharedCounts.from_bytes`).
    """

    class CountsKind(models.TextChoices):
        ACTIVITY = "activity", _("activities")
        CLUB = "club", _("clubs")

    member = models.ForeignKey(Member, models.CASCADE)
    kind = models.CharField(max_length=8, choices=CountsKind)
    shared = models.CharField(max_length=16)
    counts = models.BinaryField()
    made_by = models.CharField(_("version of scikit-learn"), max_length=20, blank=True)
    imported_at = models.DateTimeField()

    class Meta:
        verbose_name = _("imported counts")
        verbose_name_plural = _("imported counts")
        constraints = [models.UniqueConstraint(fields=["member", "kind"], name="imported_counts_once")]
