from django.contrib import admin
from unfold.admin import ModelAdmin

from teenplay.friends.models import Friend


@admin.register(Friend)
class FriendAdmin(ModelAdmin):
    list_display = ("sender", "receiver", "state", "created_date")
    list_select_related = ("sender", "receiver")
    raw_id_fields = ("sender", "receiver")
    readonly_fields = ("made_up", "updated_date")
