"""The addresses of share cards, the sitemap and robots.txt."""

from django.contrib.sitemaps.views import index, sitemap
from django.urls import path

from teenplay.sharing import views
from teenplay.sharing.sitemaps import SITEMAPS

urlpatterns = [
    path("activities/<int:activity_id>/share.png", views.share_card, name="share_card"),
    path("clubs/<int:club_id>/share.png", views.club_card, name="club_card"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap_section"}, name="sitemap"),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap_section"),
]
