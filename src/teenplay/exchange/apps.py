from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "teenplay.exchange"
    verbose_name = _("data in and out")
