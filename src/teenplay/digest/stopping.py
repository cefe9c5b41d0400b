"""Unsubscribe links: a signed token that names the member, so that no sign-in is needed."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer

from teenplay.members.models import Member

_signer = Signer(salt="teenplay.digest", sep=".")


def token(member: Member) -> str:
    """The token of a member; valid as long as the site's secret key, and good for unsubscribing only."""
    return _signer.sign(str(member.pk))


def stop(token: str) -> bool:
    """Unsubscribe the member named by the token; ``False`` when the signature is wrong."""
    try:
        member_id = int(_signer.unsign(token))
    except (BadSignature, ValueError):
        return False
    Member.objects.filter(pk=member_id).update(marketing_agree=False)
    return True
