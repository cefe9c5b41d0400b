from django.apps import AppConfig


class RepliesConfig(AppConfig):
    name = "teenplay.replies"
