"""Being in a club: applying, joining, leaving, accepting and refusing, one transaction each.

A function that changes a membership locks the club's row first, so that simultaneous requests (a double click, an owner
and an applicant) run one after the other. Asking for a state that holds already changes nothing.
"""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.db import models, transaction

from teenplay.catalogue.models import Shown
from teenplay.clubs.models import Club, ClubMember

Status = ClubMember.Membership


class NotAllowedError(Exception):
    """The owner has refused this member; or the member is the owner, who cannot leave their own club."""


class Standing(NamedTuple):
    """Someone's role in a club. The owner counts as a member, with or without a membership row."""

    owner: bool = False
    status: ClubMember.Membership = Status.LEFT

    @property
    def member(self) -> bool:
        return self.owner or self.status == Status.MEMBER

    @property
    def applied(self) -> bool:
        return self.status == Status.APPLIED and not self.owner


def standing(club: Club, member_id: int | None) -> Standing:
    """The role of a member (``None``: a visitor) in a club; one query for a member, none for a visitor."""
    if member_id is None:
        return Standing()
    held = ClubMember.objects.filter(club=club, member=member_id).values_list("status", flat=True).first()
    return Standing(club.member_id == member_id, Status.LEFT if held is None else Status(held))


@transaction.atomic
def join(*, member_id: int, club_id: int, now: datetime.datetime) -> ClubMember.Membership:
    """Join a club, or apply where the owner accepts each member; returns the new status.

    Raises
    ------
    Club.DoesNotExist
        There is no such club, or it is not shown.
    NotAllowedError
        The owner has refused the member.
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
    """Leave, or withdraw an application; returns the status before, ``None`` when there was neither.

    Raises
    ------
    Club.DoesNotExist
        There is no such club.
    NotAllowedError
        It is the member's own club.
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
    """Accept an applicant; ``False`` when they no longer apply.

    Raises
    ------
    Club.DoesNotExist
        There is no such club.
    """
    club = Club.objects.select_for_update().get(pk=club_id)
    row = applicants(club).filter(member=member_id).first()
    if row is not None:
        _set(row, Status.MEMBER, now)
    return row is not None


@transaction.atomic
def refuse(*, member_id: int, club_id: int, now: datetime.datetime) -> bool:
    """Turn an applicant or a member away until :func:`forgive`; ``False`` when they are neither.

    Raises
    ------
    Club.DoesNotExist
        There is no such club.
    NotAllowedError
        The member is the owner.
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
    """Accept all applicants; called when an owner switches approval off.

    The caller has locked the club's row.
    """
    for row in list(applicants(club)):
        _set(row, Status.MEMBER, now)


def applicants(club: Club) -> models.QuerySet[ClubMember]:
    """The applications of a club, the longest waiting first."""
    return ClubMember.objects.filter(club=club, status=Status.APPLIED).order_by("updated_date", "pk")


def _set(row: ClubMember, status: ClubMember.Membership, now: datetime.datetime) -> None:
    row.status, row.updated_date = status, now
    if status == Status.MEMBER:
        # A membership begins now, not on the day of the application or of an earlier membership: the recommender learns
        # who was in a club at what time, and a club whose owner leaves goes to its longest member.
        row.created_date, row.made_up = now, []
    if row._state.adding:
        row.save()
    else:
        columns = ("status", "created_date", "updated_date", "made_up")
        ClubMember.objects.filter(pk=row.pk).update(**{name: getattr(row, name) for name in columns})
