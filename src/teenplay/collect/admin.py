"""The admin of collecting: rows to decide, rows in quarantine, merged rows, and crawls."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin, TabularInline

from teenplay.collect.models import Breach, Collected, Crawl, SourceState


class Kept:
    """Collected rows: operators view and decide them, but do not add or delete them."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class BreachInline(Kept, TabularInline):
    model = Breach
    extra = 0
    fields = readonly_fields = ("border", "column", "value", "reason")


@admin.register(Collected)
class CollectedAdmin(Kept, ModelAdmin):
    """Filter by ``decided = waits for a person`` or ``state = in quarantine`` for the two queues."""

    list_display = ("__str__", "source", "state", "reasons", "category", "decided", "probability", "merged_into")
    list_filter = ("state", "decided", "source", "kind", ("merged_into", admin.EmptyFieldListFilter))
    list_select_related = ("category", "merged_into")
    list_per_page = 50
    search_fields = ("source_id", "url")
    ordering = ("-changed_at",)
    fields = ("category", "decided", "probability", "source", "source_id", "url", "state", "first_seen", "gone_at",
              "merged_into", "merge_score", "kept_apart", "raw", "cleaned")  # fmt: skip
    readonly_fields = fields[1:]
    inlines = (BreachInline,)
    actions = ("clean_again", "take_apart")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Collected]:
        rows: QuerySet[Collected] = super().get_queryset(request)
        return rows.prefetch_related("breaches")

    @admin.display(description=_("reasons"))
    def reasons(self, row: Collected) -> str:
        return "; ".join(f"{one.column} {one.reason}".strip() for one in row.breaches.all())

    def save_model(self, request: HttpRequest, obj: Collected, form: Any, change: bool) -> None:
        """A category chosen here counts as decided by a person; the next run loads the row."""
        if "category" in form.changed_data:
            obj.decided = Collected.Decided.PERSON if obj.category_id else Collected.Decided.WAITING
            obj.probability = obj.loaded_at = None
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Clean again at the next run"))
    def clean_again(self, request: HttpRequest, rows: QuerySet[Collected]) -> None:
        count = rows.update(state=Collected.CleaningState.NEW)
        text = ngettext("%d row will be cleaned again.", "%d rows will be cleaned again.", count)
        self.message_user(request, text % count, messages.SUCCESS)

    @admin.action(description=_("Take apart: not the same event"))
    def take_apart(self, request: HttpRequest, rows: QuerySet[Collected]) -> None:
        from teenplay.collect import merging  # needs the extra "collect", which may not be installed

        merged = list(rows.filter(merged_into__isnull=False).select_related("merged_into"))
        for row in merged:
            merging.take_apart(row)
        text = ngettext("%d row stands alone again.", "%d rows stand alone again.", len(merged))
        self.message_user(request, text % len(merged), messages.SUCCESS)


@admin.register(Crawl)
class CrawlAdmin(Kept, ModelAdmin):
    list_display = ("source", "started", "finished", "status", "counts")
    list_filter = ("source", "status")
    readonly_fields = ("source", "started", "finished", "status", "counts", "problems", "cursor")


@admin.register(SourceState)
class SourceStateAdmin(ModelAdmin):
    list_display = ("name", "enabled", "refusals", "rest_until")
    fields = ("name", "enabled", "refusals", "rest_until")
