from django.contrib import admin
from unfold.admin import ModelAdmin

from teenplay.catalogue.models import Category, Region


@admin.register(Category, Region)
class NamedAdmin(ModelAdmin):
    """Thirteen and fifteen rows: renamed or taken away here, never deleted, since exports refer to their ids."""

    list_display = ("id", "name", "status")
    list_display_links = ("name",)
    ordering = ("id",)

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False
