"""Being in a club: applying, joining, leaving, accepting and refusing, one transaction each.

Whoever changes who is in a club first locks its row, so that a press made twice, or an owner and an applicant pressing
at once, queue up behind each other. Being asked for what is so already changes nothing.
"""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.db import models, transaction

from teenplay.catalogue.models import Shown
from teenplay.clubs.models import Club, ClubMember

Status = ClubMember.Membership


class NotAllowedError(Exception):
    """The owner has refused the member, or is the member: an owner does not leave their own club."""


class Standing(NamedTuple):
    """What someone is to a club. Its owner counts as a member, with or without a row that says so."""

    owner: bool = False
    status: ClubMember.Membership = Status.LEFT

    @property
    def member(self) -> bool:
        return self.owner or self.status == Status.MEMBER

    @property
    def applied(self) -> bool:
        return self.status == Status.APPLIED and not self.owner


def standing(club: Club, member_id: int | None) -> Standing:
    """One query for a member, none for a visitor (``None``)."""
    if member_id is None:
        return Standing()
    held = ClubMember.objects.filter(club=club, member=member_id).values_list("status", flat=True).first()
    return Standing(club.member_id == member_id, Status.LEFT if held is None else Status(held))


@transaction.atomic
def join(*, member_id: int, club_id: int, now: datetime.datetime) -> ClubMember.Membership:
    """Come in, or apply where the owner accepts each one; what the member is now.

    Raises:
        Club.DoesNotExist: there is no such club to be seen.
        NotAllowedError: the owner has refused the member.
    """
    club = Club.objects.select_for_update().get(pk=club_id, status=Shown.SHOWN)
    row = ClubMember.objects.filter(club=club, member=member_id).first()
    row = row or ClubMember(club=club, member_id=member_id, status=Status.LEFT, created_date=now, updated_date=now)
    wanted = Status.APPLIED if club.approval and club.member_id != member_id else Status.MEMBER
    if row.status in (wanted, Status.MEMBER):
        return Status(row.status)
    if row.refused:
        raise NotAllowedError
    _set(row, wanted, now)
    return wanted


@transaction.atomic
def leave(*, member_id: int, club_id: int, now: datetime.datetime) -> ClubMember.Membership | None:
    """Leave, or withdraw an application; what the member was before, ``None`` when they were neither.

    Raises:
        Club.DoesNotExist: there is no such club.
        NotAllowedError: it is the member's own.
    """
    club = Club.objects.select_for_update().get(pk=club_id)
    if club.member_id == member_id:
        raise NotAllowedError
    row = ClubMember.objects.filter(club=club, member=member_id).exclude(status=Status.LEFT).first()
    if row is None:
        return None
    was = Status(row.status)
    _set(row, Status.LEFT, now)
    return was


@transaction.atomic
def accept(*, member_id: int, club_id: int, now: datetime.datetime) -> bool:
    """Take an applicant in; ``False`` when they do not apply any more.

    Raises:
        Club.DoesNotExist: there is no such club.
    """
    club = Club.objects.select_for_update().get(pk=club_id)
    row = applicants(club).filter(member=member_id).first()
    if row is not None:
        _set(row, Status.MEMBER, now)
    return row is not None


@transaction.atomic
def refuse(*, member_id: int, club_id: int, now: datetime.datetime) -> bool:
    """Turn an applicant or a member away until :func:`forgive`; ``False`` when they are neither.

    Raises:
        Club.DoesNotExist: there is no such club.
        NotAllowedError: it is the owner.
    """
    changed = leave(member_id=member_id, club_id=club_id, now=now) is not None
    if changed:
        ClubMember.objects.filter(club=club_id, member=member_id).update(refused=True)
    return changed


def forgive(*, member_id: int, club_id: int, now: datetime.datetime) -> bool:
    """Let someone who was refused apply again; ``False`` when nobody had refused them."""
    refused = ClubMember.objects.filter(club=club_id, member=member_id, refused=True)
    return bool(refused.update(refused=False, updated_date=now))


def admit_all(club: Club, *, now: datetime.datetime) -> None:
    """Take in everybody who applies: what an owner means by not wanting to be asked any more.

    The caller has locked the club's row.
    """
    for row in list(applicants(club)):
        _set(row, Status.MEMBER, now)


def applicants(club: Club) -> models.QuerySet[ClubMember]:
    """Those who wait to be accepted, who waits longest first."""
    return ClubMember.objects.filter(club=club, status=Status.APPLIED).order_by("updated_date", "pk")


def _set(row: ClubMember, status: ClubMember.Membership, now: datetime.datetime) -> None:
    row.status, row.updated_date = status, now
    if status == Status.MEMBER:
        # A membership begins now, not on the day of the application or of an earlier one: the recommender learns from
        # who was in a club when, and a club without its owner goes to whoever has been in it longest.
        row.created_date, row.made_up = now, []
    if row._state.adding:
        row.save()
    else:
        columns = ("status", "created_date", "updated_date", "made_up")
        ClubMember.objects.filter(pk=row.pk).update(**{name: getattr(row, name) for name in columns})
