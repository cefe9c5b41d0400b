from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "teenplay.kit"
