from django.contrib import admin
from unfold.admin import ModelAdmin

from teenplay.posts.models import ClubPost, ClubPostReply


@admin.register(ClubPost)
class ClubPostAdmin(ModelAdmin):
    list_display = ("title", "club", "member", "pinned", "status", "created_date")
    list_filter = ("status", "pinned")
    list_select_related = ("club", "member")
    search_fields = ("title", "content")
    raw_id_fields = ("club", "member")
    ordering = ("-id",)
    readonly_fields = ("updated_date",)


@admin.register(ClubPostReply)
class ClubPostReplyAdmin(ModelAdmin):
    list_display = ("post", "member", "content", "status", "created_date")
    list_filter = ("status",)
    list_select_related = ("post", "member")
    raw_id_fields = ("post", "member")
    ordering = ("-id",)
    readonly_fields = ("updated_date",)
