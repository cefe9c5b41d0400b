from django.contrib import admin
from unfold.admin import ModelAdmin

from teenplay.activities.models import Activity, ActivityReply, Festival, Pay


@admin.register(Activity)
class ActivityAdmin(ModelAdmin):
    list_display = ("title", "club", "category", "recruit_end", "start", "capacity", "status", "synthetic")
    list_filter = ("status", "category", "synthetic", "source")
    list_select_related = ("club", "category")
    search_fields = ("title", "intro")
    raw_id_fields = ("club", "festival", "pay")
    ordering = ("-id",)
    readonly_fields = ("made_up", "source", "source_id", "source_category", "source_extra", "updated_date")


@admin.register(ActivityReply)
class ActivityReplyAdmin(ModelAdmin):
    list_display = ("activity", "member", "content", "status", "created_date")
    list_filter = ("status",)
    list_select_related = ("activity", "member")
    raw_id_fields = ("activity", "member")
    ordering = ("-id",)
    readonly_fields = ("updated_date",)


@admin.register(Festival)
class FestivalAdmin(ModelAdmin):
    list_display = ("title", "address", "start", "end", "status")
    list_filter = ("status",)
    search_fields = ("title",)
    ordering = ("-start",)
    readonly_fields = ("updated_date",)


@admin.register(Pay)
class PayAdmin(ModelAdmin):
    list_display = ("id", "member", "price", "receipt_id", "status", "created_date")
    list_select_related = ("member",)
    raw_id_fields = ("member",)
    ordering = ("-id",)
    readonly_fields = ("updated_date",)
