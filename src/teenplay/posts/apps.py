from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PostsConfig(AppConfig):
    name = "teenplay.posts"
    verbose_name = _("posts")
