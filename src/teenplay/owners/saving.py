"""Saving the forms of owners: one transaction each, with everything that follows from a change."""

from __future__ import annotations

import datetime

from django.db import transaction

from teenplay.activities import participation
from teenplay.activities.models import Activity, Pay
from teenplay.clubs import membership
from teenplay.clubs.models import Club, ClubMember
from teenplay.kit import pictures
from teenplay.members.models import Member
from teenplay.owners.forms import ActivityForm, ClubForm


@transaction.atomic
def save_club(form: ClubForm, owner: Member, now: datetime.datetime) -> Club:
    """Save a club. The owner of a new one is its first member; without approval all who applied become members."""
    if form.instance.pk:
        Club.objects.select_for_update().get(pk=form.instance.pk)
    club = form.save()
    ClubMember.objects.get_or_create(club=club, member=owner, defaults={"status": ClubMember.Membership.MEMBER})
    if not club.approval:
        membership.admit_all(club, now=now)
    return club


@transaction.atomic
def save_activity(form: ActivityForm, owner: Member, now: datetime.datetime) -> Activity:
    """Save an activity. A new one gets its payment; after a change of seats, members who wait move up."""
    activity: Activity = form.instance
    new = activity.pk is None
    if new:
        activity.pay = Pay.objects.create(member=owner, price=0, created_date=now, updated_date=now)
        activity.created_date = activity.updated_date = now
    else:
        Activity.objects.select_for_update().get(pk=activity.pk)
    if picture := form.cleaned_data["picture"]:
        pictures.keep(activity.thumbnail, picture, pictures.THUMBNAIL)
        pictures.keep(activity.banner, picture, pictures.BANNER)
    activity.save()
    if not new:
        participation.move_up(activity, now=now)
    return activity
