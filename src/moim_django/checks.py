"""Checks of the settings that can be wrong; they run at every start."""

from __future__ import annotations

import os
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from moim_django.adapters import Adapter, adapter
from moim_django.conf import Moim


@register()
def check_settings(**kwargs: Any) -> list[CheckMessage]:
    """An error for each setting in ``MOIM`` that is wrong, with a hint what to do."""
    try:
        moim = Moim.from_settings()
    except ImproperlyConfigured as error:
        return [Error(str(error), hint="See moim_django.conf.", id="moim.E001")]
    found: list[CheckMessage] = []
    try:
        made = adapter()
    except ImportError as error:
        hint = "MOIM['ADAPTER'] is the dotted path of a class (moim_django.adapters.Adapter)."
        found.append(Error(f"There is no adapter {moim.adapter}: {error}", hint=hint, id="moim.E002"))
    else:
        asked = [name for name in vars(Adapter) if not name.startswith("_")]
        if missing := [name for name in asked if not callable(getattr(made, name, None))]:
            hint = "See moim_django.adapters.Adapter."
            found.append(Error(f"{moim.adapter} lacks {', '.join(missing)}.", hint=hint, id="moim.E003"))
    nearest = moim.model_dir.absolute()
    while not nearest.exists():
        nearest = nearest.parent
    if not nearest.is_dir() or not os.access(nearest, os.W_OK):
        hint = "MOIM['MODEL_DIR'] is a folder this user may write to."
        found.append(Error(f"{moim.model_dir} cannot be written to.", hint=hint, id="moim.E004"))
    if not moim.sync_seconds >= 0:
        found.append(Error("MOIM['SYNC_SECONDS'] is negative.", hint="0 or more.", id="moim.E005"))
    if not isinstance(moim.learn_online, bool):
        hint = "True or False."
        found.append(Error(f"MOIM['LEARN_ONLINE'] is {moim.learn_online!r}.", hint=hint, id="moim.E007"))
    found.extend(
        Error(f"MOIM['EXPLORE'][{surface!r}] is {share}.", hint="A probability, from 0 to 1.", id="moim.E006")
        for surface, share in moim.explore.items()
        if not 0 <= share <= 1
    )
    return found
