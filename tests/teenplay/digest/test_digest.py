"""The weekly mail: to whom, with what, once a week, and ended by one click."""

from __future__ import annotations

import re
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.management import CommandError, call_command
from django.test import Client
from tests.teenplay.world import DAY, NOW, make_activity, make_club, make_member

from moim_django.models import Impression
from teenplay.activities.models import ActivityMember
from teenplay.digest import stopping
from teenplay.digest.models import DigestSent
from teenplay.digest.sending import SendingReport, due, send
from teenplay.members.models import Member

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TO = {"site": "https://teenplay.example", "sender": "틴플레이 <hi@teenplay.example>"}


@pytest.fixture
def reader() -> Member:
    make_activity("노을 <달리기>", club=make_club(), address_location="서울 성동구")
    return make_member("하늘\n바다", email="sky@example.org", marketing_agree=True)


def body(sent: EmailMultiAlternatives) -> tuple[str, str]:
    return str(sent.body), str(sent.alternatives[0][0])


def test_mail_says_what_and_why_and_how_to_end_it(reader: Member) -> None:
    joined = make_activity("가기로 한 활동")
    ActivityMember.objects.create(activity=joined, member=reader, status=1)
    assert send(at=NOW, **TO) == SendingReport(sent=1)
    (sent,) = mail.outbox
    assert (sent.to, sent.from_email) == (["sky@example.org"], TO["sender"])
    assert sent.subject == "하늘 바다님, 이번 주엔 이런 활동은 어때요?"
    text, html = body(sent)  # type: ignore[arg-type]
    for part in (text, html):
        assert "가기로 한 활동" in part
        assert "5월 3일 (일) 오후 12:00" in part
        assert "서울 성동구" in part
        assert "오늘" not in part
    assert "노을 <달리기>" in text
    assert "노을 &lt;달리기&gt;" in html
    address = re.findall(r"https://teenplay.example(/activities/\d+/\?from=\d+\.1)", text)
    assert len(address) == 1  # credited to the list as shown
    assert Impression.objects.get().surface == "digest"
    stop = f"https://teenplay.example/digest/stop/{stopping.token(reader)}/"
    assert sent.extra_headers == {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert stop in text
    assert stop in html


def test_only_who_agreed_and_can_be_reached_is_due(reader: Member) -> None:
    make_member("싫은", email="no@example.org")
    make_member("주소 없는", marketing_agree=True)
    make_member("떠난", email="left@example.org", marketing_agree=True, status=Member.AccountStatus.LEFT)
    make_member("예시", email="made@example.org", marketing_agree=True, synthetic=True)
    assert list(due(NOW)) == [reader]


def test_nobody_gets_two_in_a_week(reader: Member) -> None:
    for days, sent in ((0, 1), (1, 0), (6, 0), (7, 1)):
        before = len(mail.outbox)
        make_activity(f"활동 {days}", recruit_end=NOW + 30 * DAY)
        send(at=NOW + days * DAY, **TO)
        assert len(mail.outbox) - before == sent, days


def test_nothing_to_tell_is_no_mail() -> None:
    make_member("하늘", email="sky@example.org", marketing_agree=True)
    assert send(at=NOW, **TO) == SendingReport(nothing=1)
    assert mail.outbox == []


def test_dry_run_sends_nothing(reader: Member) -> None:
    assert send(at=NOW, dry=True, **TO) == SendingReport(sent=1)
    assert mail.outbox == []
    assert not DigestSent.objects.exists()


def test_a_mail_that_fails_is_due_again_and_the_command_says_so(
    reader: Member, monkeypatch: pytest.MonkeyPatch, noon: None
) -> None:
    def broken(self: EmailMultiAlternatives) -> int:
        raise SMTPServerDisconnected("gone")

    monkeypatch.setattr(EmailMultiAlternatives, "send", broken)
    with pytest.raises(CommandError, match="1 mails"):
        call_command("digest")
    assert list(due(NOW)) == [reader]


def test_one_click_ends_it_without_session_or_token_of_a_form(reader: Member) -> None:
    client = Client(enforce_csrf_checks=True)
    address = f"/digest/stop/{stopping.token(reader)}/"
    assert client.get(address).status_code == 200
    reader.refresh_from_db()
    assert reader.marketing_agree  # looking changes nothing
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    reader.refresh_from_db()
    assert not reader.marketing_agree
    assert not due(NOW).exists()


@pytest.mark.parametrize("forged", ["1", "1.x", "x.y", "2.{}", "{}"])
def test_forged_tokens_end_nothing(client: Client, reader: Member, forged: str) -> None:
    signature = stopping.token(reader).partition(".")[2]
    assert client.post(f"/digest/stop/{forged.format(signature)}/").status_code == 404
    reader.refresh_from_db()
    assert reader.marketing_agree


def test_choosing_needs_an_address(signed_in: Client, member: Member) -> None:
    assert signed_in.post("/digest/", {"marketing_agree": "on", "email": ""}).status_code == 422
    assert signed_in.post("/digest/", {"marketing_agree": "on", "email": "sky@example.org"}).status_code == 302
    member.refresh_from_db()
    assert (member.marketing_agree, member.email) == (True, "sky@example.org")
