"""The addresses of "my taste"."""

from django.urls import path

from teenplay.taste import views

app_name = "taste"

urlpatterns = [
    path("", views.taste, name="taste"),
    path("turn/", views.turn, name="turn"),
    path("pause/", views.pause, name="pause"),
    path("reset/", views.reset, name="reset"),
]
