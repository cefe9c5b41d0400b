"""The Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MoimConfig(AppConfig):
    """The Django app of the recommender."""

    name = "moim_django"
    verbose_name = _("recommendations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks."""
        from moim_django import checks  # noqa: F401
