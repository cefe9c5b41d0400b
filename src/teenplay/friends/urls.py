"""The addresses of friends."""

from django.urls import path

from teenplay.friends import views

app_name = "friends"

urlpatterns = [
    path("", views.friends, name="friends"),
    path("show/", views.show, name="show"),
    path("<int:member_id>/", views.friend, name="friend"),
    path("<int:member_id>/change/", views.change, name="change"),
]
