"""The addresses of club owners."""

from django.urls import path

from teenplay.owners.views import activities, clubs, members, people

app_name = "owners"

urlpatterns = [
    path("clubs/open/", clubs.open_club, name="open_club"),
    path("clubs/<int:club_id>/edit/", clubs.edit_club, name="edit_club"),
    path("clubs/<int:club_id>/manage/", clubs.manage, name="manage"),
    path("clubs/<int:club_id>/members/", members.members, name="members"),
    path("clubs/<int:club_id>/members/<int:member_id>/", members.decide, name="decide_member"),
    path("clubs/<int:club_id>/activities/open/", activities.open_activity, name="open_activity"),
    path("clubs/<int:club_id>/activities/category/", activities.category, name="category"),
    path("activities/<int:activity_id>/edit/", activities.edit_activity, name="edit_activity"),
    path("activities/<int:activity_id>/people/", people.people, name="people"),
    path("activities/<int:activity_id>/people/<int:member_id>/", people.decide, name="decide"),
]
