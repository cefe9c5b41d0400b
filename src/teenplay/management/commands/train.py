"""``teenplay train``: the recommender's own training under the platform's name."""

from moim_django.management.commands.moim_train import Command

__all__ = ["Command"]
