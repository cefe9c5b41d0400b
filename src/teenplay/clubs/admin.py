from django.contrib import admin
from unfold.admin import ModelAdmin, TabularInline

from teenplay.clubs.models import Club, ClubCategory


class ClubCategoryInline(TabularInline):
    model = ClubCategory
    fields = ("category", "status")
    extra = 0
    max_num = 3


@admin.register(Club)
class ClubAdmin(ModelAdmin):
    list_display = ("name", "main_category", "region", "member", "status", "synthetic", "created_date")
    list_filter = ("status", "main_category", "region", "synthetic", "source")
    list_select_related = ("main_category", "region", "member")
    search_fields = ("name", "intro")
    raw_id_fields = ("member",)
    ordering = ("-id",)
    readonly_fields = ("made_up", "source", "source_id", "source_category", "source_extra", "updated_date")
    inlines = (ClubCategoryInline,)
