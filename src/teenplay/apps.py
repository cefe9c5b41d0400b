from django.apps import AppConfig


class TeenplayConfig(AppConfig):
    """The platform as a whole: its templates, static files, translations and the checks of its settings."""

    name = "teenplay"
    verbose_name = "TeenPlay"

    def ready(self) -> None:
        from teenplay import checks  # noqa: F401
