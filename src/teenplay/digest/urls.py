"""The addresses of the digest."""

from django.urls import path

from teenplay.digest import views

app_name = "digest"

urlpatterns = [
    path("", views.choose, name="choose"),
    path("stop/<str:token>/", views.stop, name="stop"),
]
