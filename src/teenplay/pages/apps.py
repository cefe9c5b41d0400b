from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    """The site: what visitors and members see."""

    name = "teenplay.pages"
    verbose_name = _("pages")
