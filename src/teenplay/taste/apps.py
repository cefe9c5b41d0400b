from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TasteConfig(AppConfig):
    name = "teenplay.taste"
    verbose_name = _("taste")
