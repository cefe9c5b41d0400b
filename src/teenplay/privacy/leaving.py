"""Leaving: deletes everything that could identify a member.

What remains is an empty member row with its id, because payments must be kept by law and refer to it. A club they own
goes to its longest member; a club without other members is deleted with its activities, posts and pictures. Everything
they wrote is deleted, and with their posts the comments of others.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Model, QuerySet

from moim_django import services
from teenplay.activities import participation
from teenplay.activities.models import Activity, ActivityMember, Pay
from teenplay.clubs.models import Club, ClubMember
from teenplay.members.models import Member
from teenplay.posts.models import ClubPost
from teenplay.privacy.copy import columns_of, files_of

KEPT: tuple[type[Model], ...] = (Club, Pay)
"""Tables that refer to a member and whose rows are kept."""


@transaction.atomic
def leave(member_id: int, now: datetime.datetime) -> None:
    """Anonymise a member, and give their seats to members on the waiting list.

    Raises
    ------
    Member.DoesNotExist
        There is no such member.
    """
    Member.objects.select_for_update().get(pk=member_id)
    held = ActivityMember.objects.filter(member=member_id, activity__end__gt=now)
    for activity_id in list(held.values_list("activity", flat=True)):
        participation.cancel(member_id=member_id, activity_id=activity_id, now=now)
    pictures = _hand_over_clubs(member_id)
    services.forget(member_id)
    for model in apps.get_models(include_auto_created=True):
        if model not in KEPT:
            for column in columns_of(model):
                rows = model._default_manager.filter(**{column.attname: member_id})
                pictures += files_of(rows)
                rows.delete()
    about = ContentType.objects.get_for_model(Member)
    LogEntry.objects.filter(content_type=about, object_id=str(member_id)).delete()
    Member(pk=member_id, status=Member.AccountStatus.LEFT, created_date=now, updated_date=now).save(force_update=True)
    _end_sessions(member_id, now)
    transaction.on_commit(lambda: _clear_files(member_id, pictures))


def _hand_over_clubs(member_id: int) -> list[str]:
    """Give the member's clubs to others and delete those without other members; returns the files to delete."""
    pictures: list[str] = []
    for club in Club.objects.filter(member=member_id):
        others = ClubMember.objects.filter(club=club, status=ClubMember.Membership.MEMBER).exclude(member=member_id)
        heir = others.order_by("created_date", "pk").first()
        if heir is not None:
            Club.objects.filter(pk=club.pk).update(member=heir.member_id)
            continue
        with_it: tuple[QuerySet[Any], ...] = (
            Club.objects.filter(pk=club.pk),
            Activity.objects.filter(club=club),
            ClubPost.objects.filter(club=club),
        )
        pictures += [path for rows in with_it for path in files_of(rows)]
        club.delete()
    return pictures


def _end_sessions(member_id: int, now: datetime.datetime) -> None:
    for session in list(Session.objects.filter(expire_date__gt=now)):
        if session.get_decoded().get(SESSION_KEY) == str(member_id):
            session.delete()


def _clear_files(member_id: int, pictures: list[str]) -> None:
    for picture in pictures:
        default_storage.delete(picture)
    services.forget_in_versions(member_id)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # what was overwritten in the database is still in its write-ahead log
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
