from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SocialConfig(AppConfig):
    name = "teenplay.social"
    verbose_name = _("signing in elsewhere")
