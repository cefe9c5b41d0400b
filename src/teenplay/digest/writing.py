"""The mail of one member, in plain text and HTML."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from moim_django import services
from teenplay.activities import lists
from teenplay.activities.cards import Card
from teenplay.activities.models import Activity
from teenplay.digest import stopping
from teenplay.kit import dates
from teenplay.kit.reasons import sentences
from teenplay.members.models import Member

PICKS = 6
AHEAD = datetime.timedelta(days=7)


class Line(NamedTuple):
    """An activity in a mail. Days are written as dates, because "today" may be over when the mail is read."""

    title: str
    when: str
    until: str
    place: str
    reason: str
    address: str


def written(
    member: Member, *, at: datetime.datetime, site: str, sender: str, connection: BaseEmailBackend | None = None
) -> EmailMultiAlternatives | None:
    """The digest of a member, or ``None`` when there is nothing to write about.

    Parameters
    ----------
    site
        The beginning of the site's addresses, without a slash at the end.
    sender
        The From address.
    """
    with translation.override("ko"):
        page = services.recommend(member_id=member.pk, at=at, k=PICKS, surface="digest", scenario="list")
        soon = Activity.objects.shown().joined_by(member).filter(start__gt=at, start__lt=at + AHEAD).order_by("start")
        reasons = {item.id: next(iter(sentences(item.reasons)), "") for item in page.items}
        picks = [
            _line(
                item.row, at, reasons[item.id] or lists.why_popular(item.row), f"{page.recommendation}.{item.position}"
            )
            for item in page.items
        ]
        context: dict[str, Any] = {
            "member": member,
            "picks": picks,
            "soon": [_line(activity, at) for activity in soon[:PICKS]],
            "site": site,
            "stop": site + reverse("digest:stop", args=[stopping.token(member)]),
        }
        if not context["picks"] and not context["soon"]:
            return None
        subject = _("%(name)s님, 이번 주엔 이런 활동은 어때요?") % {"name": " ".join(str(member).split())}
        mail = EmailMultiAlternatives(
            subject,
            render_to_string("digest/mail.txt", context),
            sender,
            [member.email],
            connection=connection,
            # RFC 8058: the mail program ends it with one click, by a POST to this address.
            headers={
                "List-Unsubscribe": f"<{context['stop']}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )
        mail.attach_alternative(render_to_string("digest/mail.html", context), "text/html")
        return mail


def _line(activity: Activity, at: datetime.datetime, reason: str = "", shown_as: str = "") -> Line:
    long_before = at - AHEAD
    address = Card(activity, at, shown_as=shown_as).address
    when = dates.date_and_time(activity.start, long_before) if activity.start else ""
    until = dates.date_and_time(activity.recruit_end, long_before) if activity.recruit_end else ""
    return Line(activity.title, when, until, activity.address_location, reason, address)
