"""Checks of the settings that can be wrong; ``teenplay check`` and every start run them."""

from __future__ import annotations

import logging
import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from teenplay.config import DATABASES, Config


@register(Tags.security)
def check_config(**kwargs: Any) -> list[CheckMessage]:
    """Everything wrong with the environment variables, each with what to do about it."""
    config: Config = settings.TEENPLAY
    found: list[CheckMessage] = []
    nearest = config.home.root
    while not nearest.exists():
        nearest = nearest.parent
    if not nearest.is_dir() or not os.access(nearest, os.W_OK):
        hint = "Set TEENPLAY_HOME to a folder this user may write to."
        found.append(Error(f"{config.home.root} cannot be written to.", hint=hint, id="teenplay.E001"))
    if not any(name in config.database["ENGINE"] for name in DATABASES):
        hint = "DATABASE_URL begins with sqlite:///, postgres:// or mysql://."
        found.append(Error(f"{config.database['ENGINE']} is not supported.", hint=hint, id="teenplay.E002"))
    if len(config.secret_key) < 40:
        hint = "Use 40 characters or more, or leave TEENPLAY_SECRET_KEY out: one is made then."
        found.append(Error("TEENPLAY_SECRET_KEY is too short.", hint=hint, id="teenplay.E003"))
    if not isinstance(logging.getLevelName(config.log_level), int):
        hint = "Use DEBUG, INFO, WARNING, ERROR or CRITICAL."
        found.append(Error(f"TEENPLAY_LOG_LEVEL {config.log_level!r} is no level.", hint=hint, id="teenplay.E004"))
    found.extend(
        Error(f"TEENPLAY_ORIGINS: {origin!r} has no scheme.", hint="Write https://HOST.", id="teenplay.E005")
        for origin in config.origins
        if not origin.startswith(("https://", "http://"))
    )
    found.extend(
        Error(f"{name.upper()}_CLIENT_ID and {name.upper()}_CLIENT_SECRET belong together.", id="teenplay.E006")
        for name, keys in config.social.items()
        if not all(keys)
    )
    if config.debug and set(config.hosts) - {"localhost", "127.0.0.1", "[::1]"}:
        hint = "Debug pages show settings and code. Unset TEENPLAY_DEBUG where others can reach the site."
        found.append(Warning("TEENPLAY_DEBUG is on for a public host.", hint=hint, id="teenplay.W001"))
    return found
