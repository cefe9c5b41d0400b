"""The addresses of signing in with a provider; allauth finds the callbacks by these names."""

from django.urls import path

from teenplay.social import views
from teenplay.social.providers import PROVIDERS

urlpatterns = [
    path("<slug:provider>/", views.start, name="social_start"),
    *(
        path(f"{provider.id}/callback/", views.callback, {"provider": provider.id}, name=f"{provider.id}_callback")
        for provider in PROVIDERS
    ),
]
