"""A limit on wrong passwords: after :data:`TRIES` of them a name has to wait when tried from the same IP address."""

from __future__ import annotations

from hashlib import sha256

from django.core.cache import cache
from django.http import HttpRequest

from teenplay.members.models import sign_in_name

TRIES = 10
WAIT_SECONDS = 15 * 60


def must_wait(request: HttpRequest, name: str) -> bool:
    """Whether the limit is reached for this name and IP address."""
    return int(cache.get(_key(request, name), 0)) >= TRIES


def wrong(request: HttpRequest, name: str) -> None:
    """Count a wrong password."""
    key = _key(request, name)
    cache.add(key, 0, WAIT_SECONDS)
    try:
        cache.incr(key)
    except ValueError:  # it expired just now
        cache.set(key, 1, WAIT_SECONDS)


def right(request: HttpRequest, name: str) -> None:
    """Forget the wrong passwords after a correct one."""
    cache.delete(_key(request, name))


def _key(request: HttpRequest, name: str) -> str:
    who = f"{sign_in_name(name)}|{request.META.get('REMOTE_ADDR', '')}"
    return f"guessing:{sha256(who.encode()).hexdigest()}"
