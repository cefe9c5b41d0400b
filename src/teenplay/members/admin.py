from django.contrib import admin
from unfold.admin import ModelAdmin

from teenplay.members.models import Member


@admin.register(Member)
class MemberAdmin(ModelAdmin):
    """A password is set with ``teenplay changepassword`` or by the member; nobody sees it here."""

    list_display = ("nickname", "email", "type", "status", "is_staff", "synthetic", "created_date")
    list_filter = ("status", "type", "is_staff", "synthetic")
    search_fields = ("nickname", "email")
    ordering = ("-id",)
    exclude = ("password", "username")
    readonly_fields = ("last_login", "made_up", "source", "source_id", "source_extra", "updated_date")
    filter_horizontal = ("groups", "user_permissions")
