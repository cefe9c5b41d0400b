"""The addresses of the data copy and of leaving."""

from django.urls import path

from teenplay.privacy import views

app_name = "privacy"

urlpatterns = [
    path("copy/", views.copy, name="copy"),
    path("leave/", views.leave, name="leave"),
]
