"""The address that ends the digest without signing in: it names the member and cannot be made up."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer

from teenplay.members.models import Member

_signer = Signer(salt="teenplay.digest", sep=".")


def token(member: Member) -> str:
    """Good for as long as the site's secret key; all it can do is to end the mails."""
    return _signer.sign(str(member.pk))


def stop(token: str) -> bool:
    """End the digest of whom the token names; ``False`` when it is not one of ours."""
    try:
        member_id = int(_signer.unsign(token))
    except (BadSignature, ValueError):
        return False
    Member.objects.filter(pk=member_id).update(marketing_agree=False)
    return True
