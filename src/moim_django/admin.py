"""Operators' pages: the season's sentences, the versions and what they weigh, the log to look at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from moim_django import services, weights
from moim_django.models import Impression, Interaction, LearnedWeights, ModelVersion, SeasonTheme, StoredState
from moim_django.serving import load

if apps.is_installed("unfold"):
    from unfold.admin import ModelAdmin
else:  # unfold's pages need its templates, which only an installed app has
    from django.contrib.admin import ModelAdmin


class ReadOnlyAdmin(ModelAdmin):  # type: ignore[misc]
    """Rows to look at: what is in the log is not edited."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(SeasonTheme)
class SeasonThemeAdmin(ModelAdmin):  # type: ignore[misc]
    """Sentences that speak to visitors, by season."""

    list_display = ("sentence", "starts", "ends", "speaks_now")
    search_fields = ("sentence",)

    @admin.display(description=_("speaks now"), boolean=True)
    def speaks_now(self, theme: SeasonTheme) -> bool:
        """Whether the sentence is in force today."""
        return SeasonTheme.objects.on(timezone.localdate()) == theme


@admin.register(ModelVersion)
class ModelVersionAdmin(ReadOnlyAdmin):
    """Trained versions: what they measured and weigh, and which one serves."""

    list_display = ("name", "status", "trained_at", "activated_at", "figure", "reason")
    list_filter = ("status",)
    fields = ("name", "status", "reason", "trained_at", "activated_at", "checksum", "figures", "weights")
    readonly_fields = fields
    actions = ("let_serve",)

    @admin.display(description="nDCG@10")
    def figure(self, version: ModelVersion) -> str:
        """The nDCG@10 of the version, to three digits."""
        value = version.metrics.get("ndcg@10, this")
        return f"{value:.3f}" if isinstance(value, float) else "–"

    @admin.display(description=_("figures"))
    def figures(self, version: ModelVersion) -> SafeString:
        """Everything that the version measured, as a table."""
        return _table((name, value) for name, value in version.metrics.items())

    @admin.display(description=_("weights of the features"))
    def weights(self, version: ModelVersion) -> SafeString | str:
        """As they stand in the version on disk, and what was learned since; each feature's file says what it means."""
        try:
            recommender = load(version).recommender
        except (OSError, ValueError) as error:
            return str(error)
        blob = weights.stored(version.pk)
        learned = weights.decoded(blob, version.pk, recommender.models[weights.SCENARIO]).named()
        rows = []
        for scenario, named in recommender.weights().items():
            now = learned if scenario == weights.SCENARIO else named
            for name, trained in named.items():
                figures = (f"{value:+.3f}" for pair in zip(trained, now[name], strict=True) for value in pair)
                rows.append((scenario, name, *figures))
        weight, newcomer, since = _("weight, trained"), _("more for a newcomer, trained"), _("now")
        return _table(rows, (_("scenario"), _("feature"), weight, since, newcomer, since))

    @admin.action(description=_("Let this version serve"), permissions=["let_serve"])
    def let_serve(self, request: HttpRequest, chosen: QuerySet[ModelVersion]) -> None:
        """Activate the one chosen version."""
        version = chosen.first()
        if version is None or chosen.count() != 1:
            self.message_user(request, _("Choose one version."), messages.WARNING)
            return
        try:
            services.activate(version.pk)
        except (OSError, ValueError) as error:
            self.message_user(request, _("Refused: %(why)s") % {"why": error}, messages.ERROR)
        else:
            self.message_user(request, _("%(name)s serves from now on.") % {"name": version.name}, messages.SUCCESS)

    def has_let_serve_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("moim_django.change_modelversion")


@admin.register(LearnedWeights)
class LearnedWeightsAdmin(ReadOnlyAdmin):
    """How much was learned since training. Deleting a row takes the weights back to those of the training."""

    list_display = ("version", "scenario", "choices", "changed")
    list_select_related = ("version",)
    fields = list_display
    readonly_fields = fields
    ordering = ("-changed",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("moim_django.delete_learnedweights")


@admin.register(Interaction)
class InteractionAdmin(ReadOnlyAdmin):
    """The log."""

    list_display = ("at", "member_id", "kind", "activity_id", "surface", "recommendation", "position", "synthetic")
    list_filter = ("kind", "surface", "synthetic")
    search_fields = ("=member_id", "=activity_id")
    search_help_text = _("the number of a member or an activity")
    ordering = ("-id",)


@admin.register(Impression)
class ImpressionAdmin(ReadOnlyAdmin):
    """What was shown."""

    list_display = ("at", "member_id", "item_id", "position", "propensity", "explored", "version", "surface")
    list_filter = ("surface", "explored", "version")
    list_select_related = ("version",)
    search_fields = ("=member_id", "=item_id", "=recommendation")
    ordering = ("-id",)


@admin.register(StoredState)
class StoredStateAdmin(ReadOnlyAdmin):
    """What was learned about members; the bytes themselves are not shown."""

    list_display = ("member_id", "count", "last_at", "size")
    search_fields = ("=member_id",)
    fields = ("member_id", "count", "last_at", "touched", "size")
    readonly_fields = fields
    ordering = ("member_id",)

    @admin.display(description=_("bytes"))
    def size(self, state: StoredState) -> int:
        """Bytes of the state."""
        return len(state.blob)


def _table(rows: Iterable[tuple[object, ...]], heads: tuple[object, ...] = ()) -> SafeString:
    head = format_html_join("", "<th class='pr-6 text-left'>{}</th>", ((name,) for name in heads))
    body = format_html_join(
        "", "<tr>{}</tr>", ((format_html_join("", "<td class='pr-6'>{}</td>", ((c,) for c in row)),) for row in rows)
    )
    return format_html("<table><tr>{}</tr>{}</table>", head, body)
