"""The addresses of the platform."""

from django.contrib import admin
from django.urls import include, path

from teenplay import ai_api, uploads
from teenplay.api import api

urlpatterns = [
    path("admin/", admin.site.urls),
    path("language/", include("django.conf.urls.i18n")),
    path("ai/activities/", ai_api.activities),
    path("api/", api.urls),
    path("uploads/<path:path>", uploads.picture),
    path("me/", include("teenplay.privacy.urls")),
    path("digest/", include("teenplay.digest.urls")),
    path("friends/", include("teenplay.friends.urls")),
    path("me/taste/", include("teenplay.taste.urls")),
    path("sign-in/with/", include("teenplay.social.urls")),
    path("", include("teenplay.owners.urls")),
    path("", include("teenplay.posts.urls")),
    path("", include("teenplay.calendars.urls")),
    path("", include("teenplay.sharing.urls")),
    path("", include("teenplay.pages.urls")),
]
