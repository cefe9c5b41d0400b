"""The addresses of a club's board."""

from django.urls import path

from teenplay.posts import views

app_name = "posts"

urlpatterns = [
    path("clubs/<int:club_id>/posts/write/", views.write, name="write"),
    path("posts/<int:post_id>/", views.post, name="post"),
    path("posts/<int:post_id>/edit/", views.edit, name="edit_post"),
    path("posts/<int:post_id>/pin/", views.pin, name="pin"),
    path("posts/<int:post_id>/remove/", views.remove, name="remove"),
    path("posts/<int:post_id>/replies/", views.reply, name="reply"),
    path("posts/replies/<int:reply_id>/remove/", views.remove_reply, name="remove_reply"),
]
