"""The settings of the package as one typed object: Django's ``MOIM``.

==================  ====================================================================================================
``ADAPTER``         dotted path of the class that answers for the platform (:class:`moim_django.adapters.Adapter`)
``MODEL_DIR``       folder in which the versions of the recommender lie
``SYNC_SECONDS``    how old the picture of the platform in a serving process may be; 0: looked up anew for every list
``EXPLORE``         how often a place of a list is drawn, not ranked, by surface: ``{"home": 0.05}``; default never
``HALF_LIFE_DAYS``  after how many days what a member's own text model learned counts half; default never forgotten
``LEARN_ONLINE``    whether joins and likes go on to teach the weights that serve; default yes, ``False``: only training
``API_KEY``         what a server of the platform presents as ``X-API-Key``; empty: the API knows signed-in members only
==================  ====================================================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class Moim:
    """See the module's text for what each means."""

    adapter: str
    model_dir: Path
    sync_seconds: float = 2.0
    explore: Mapping[str, float] = field(default_factory=dict)
    half_life_days: float | None = None
    learn_online: bool = True
    api_key: str = ""

    @classmethod
    def from_settings(cls) -> Moim:
        """Read now, so that a test may override Django's settings.

        Raises:
            ImproperlyConfigured: ``MOIM`` is missing, lacks a name, or has one that does not exist.
        """
        given = {key.lower(): value for key, value in getattr(settings, "MOIM", {}).items()}
        known = {field.name for field in fields(cls)}
        if unknown := sorted(given.keys() - known):
            raise ImproperlyConfigured(f"MOIM: no such setting: {', '.join(unknown).upper()}")
        if missing := sorted({"adapter", "model_dir"} - given.keys()):
            raise ImproperlyConfigured(f"MOIM: {', '.join(missing).upper()} is missing")
        given["model_dir"] = Path(given["model_dir"])
        return cls(**given)
