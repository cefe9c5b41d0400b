"""Passwords cannot be tried without end: after a few wrong ones a name and an address have to wait."""

from __future__ import annotations

from hashlib import sha256

from django.core.cache import cache
from django.http import HttpRequest

from teenplay.members.models import sign_in_name

TRIES = 10
WAIT_SECONDS = 15 * 60


def must_wait(request: HttpRequest, name: str) -> bool:
    """Whether so many wrong passwords were given for this name, from here, that the next is not looked at."""
    return int(cache.get(_key(request, name), 0)) >= TRIES


def wrong(request: HttpRequest, name: str) -> None:
    """Count a wrong password."""
    key = _key(request, name)
    cache.add(key, 0, WAIT_SECONDS)
    try:
        cache.incr(key)
    except ValueError:  # it ran out in this moment
        cache.set(key, 1, WAIT_SECONDS)


def right(request: HttpRequest, name: str) -> None:
    """The right one was given: forget the wrong ones."""
    cache.delete(_key(request, name))


def _key(request: HttpRequest, name: str) -> str:
    who = f"{sign_in_name(name)}|{request.META.get('REMOTE_ADDR', '')}"
    return f"guessing:{sha256(who.encode()).hexdigest()}"
