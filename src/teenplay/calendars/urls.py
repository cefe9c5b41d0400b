"""The addresses of calendars."""

from django.urls import path

from teenplay.calendars import views

app_name = "calendars"

urlpatterns = [
    path("calendar/", views.mine, name="mine"),
    path("calendar/new-address/", views.new_address, name="new_address"),
    path("calendar/<str:secret>.ics", views.feed, name="feed"),
    path("activities/<int:activity_id>/activity.ics", views.one, name="one"),
]
