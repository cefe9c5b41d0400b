from django.contrib import admin, messages
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin

from teenplay.exchange.categories import apply
from teenplay.exchange.models import CategoryMapping


@admin.register(CategoryMapping)
class CategoryMappingAdmin(ModelAdmin):
    """Saving a mapping gives the rows loaded from that category their new one at once."""

    list_display = ("source", "name", "category")
    list_display_links = ("name",)
    list_filter = ("source", "category")
    list_select_related = ("category",)
    ordering = ("source", "name")

    def save_model(self, request: HttpRequest, obj: CategoryMapping, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        count = apply(obj)
        text = ngettext("%(count)d row now has this category.", "%(count)d rows now have this category.", count)
        messages.info(request, text % {"count": count})
