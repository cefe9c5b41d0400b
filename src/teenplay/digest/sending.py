"""Sending the digest to everybody who wants it and has not had one this week."""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass

from django.core.mail import get_connection
from django.db.models import Q, QuerySet

from teenplay.digest.models import DigestSent
from teenplay.digest.writing import written
from teenplay.members.models import Member

log = logging.getLogger(__name__)

WEEK = datetime.timedelta(days=6, hours=12)
"""A little less than seven days, so that nobody is left out when a run starts earlier than last week's."""


@dataclass(slots=True)
class SendingReport:
    """Counts of mails sent, of members for whom there was nothing to write, and of mails that failed."""

    sent: int = 0
    nothing: int = 0
    failed: int = 0


def due(at: datetime.datetime) -> QuerySet[Member]:
    """Active members with an address who agreed to news and were not sent a digest within the week."""
    active = Member.objects.filter(status=Member.AccountStatus.ACTIVE, synthetic=False)
    wanted = active.filter(marketing_agree=True).exclude(email="")
    return wanted.filter(Q(digestsent__isnull=True) | Q(digestsent__at__lte=at - WEEK)).order_by("pk")


def send(*, at: datetime.datetime, site: str, sender: str, dry: bool = False) -> SendingReport:
    """Write and send all mails that are due, over one connection; with ``dry`` nothing is sent."""
    report = SendingReport()
    with get_connection() as connection:
        for member in list(due(at)):
            mail = written(member, at=at, site=site, sender=sender, connection=connection)
            if mail is None:
                report.nothing += 1
                continue
            if not dry:
                DigestSent.objects.update_or_create(member=member, defaults={"at": at})
                try:
                    mail.send()
                except OSError as error:  # what smtplib raises, a refused address included
                    log.warning("digest of member %s was not sent: %s", member.pk, error)
                    DigestSent.objects.filter(member=member).delete()
                    report.failed += 1
                    continue
            report.sent += 1
    return report
