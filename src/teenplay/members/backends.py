"""Signing in with nickname or e-mail and a password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Q
from django.http import HttpRequest

from teenplay.members.models import NO_PASSWORD, Member, sign_in_name


class MemberBackend(ModelBackend):
    """Signs in by nickname or e-mail. Several accounts may share an e-mail; the password decides which one it is."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Member | None:
        if not username or password is None:
            return None
        named = Q(username=sign_in_name(username))
        if "@" in username:
            named |= Q(email__iexact=username.strip())
        accounts = Member.objects.filter(named, username__isnull=False).exclude(password=NO_PASSWORD).order_by("id")[:5]
        for member in accounts:
            if member.check_password(password):
                return member if self.user_can_authenticate(member) else None
        if not accounts:
            # Takes as long as a wrong password, so that nobody learns which names exist.
            Member().set_password(password)
        return None
