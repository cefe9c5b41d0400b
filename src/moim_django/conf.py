"""The settings of the package as one typed object: Django's ``MOIM``.

==================  ====================================================================================================
``ADAPTER``         dotted path of the class that answers for the platform (:class:`moim_django.adapters.Adapter`)
``MODEL_DIR``       folder of the trained versions
``SYNC_SECONDS``    how old the data of a serving process may be; 0: read again for every list
``EXPLORE``         share of places that are drawn at random, by surface: ``{"home": 0.05}``; default none
``HALF_LIFE_DAYS``  days after which a text counts half in a member's own text model; default: never
``LEARN_ONLINE``    whether joins and likes update the weights; default yes. Read when a version is loaded
``API_KEY``         what a server of the platform sends as ``X-API-Key``; empty: only signed-in members and visitors
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
    """The settings by name in lower case; the module's docstring says what each means."""

    adapter: str
    model_dir: Path
    sync_seconds: float = 2.0
    explore: Mapping[str, float] = field(default_factory=dict)
    half_life_days: float | None = None
    learn_online: bool = True
    api_key: str = ""

    @classmethod
    def from_settings(cls) -> Moim:
        """The settings as they are now, so that tests can override Django's.

        Raises
        ------
        ImproperlyConfigured
            ``MOIM`` is missing, lacks a required setting, or has an unknown one.
        """
        given = {key.lower(): value for key, value in getattr(settings, "MOIM", {}).items()}
        known = {field.name for field in fields(cls)}
        if unknown := sorted(given.keys() - known):
            raise ImproperlyConfigured(f"MOIM: no such setting: {', '.join(unknown).upper()}")
        if missing := sorted({"adapter", "model_dir"} - given.keys()):
            raise ImproperlyConfigured(f"MOIM: {', '.join(missing).upper()} is missing")
        given["model_dir"] = Path(given["model_dir"])
        return cls(**given)
