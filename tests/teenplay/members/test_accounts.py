import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import IntegrityError, transaction
from tests.teenplay.world import NOW, make_member

from teenplay.members.models import Member, sign_in_name

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PASSWORD = "correct horse battery"


def signed_in(name: str, password: str = PASSWORD) -> Member | None:
    return authenticate(username=name, password=password)  # type: ignore[return-value]


def test_sign_in_by_nickname_whatever_its_case_or_by_address() -> None:
    member = Member.objects.create_user(nickname="Haneul하늘", email="haneul@example.org", password=PASSWORD)
    assert member.nickname == "Haneul하늘"
    for name in ("Haneul하늘", "haneul하늘", " HANEUL하늘 ", "haneul@example.org", "Haneul@Example.org"):
        assert signed_in(name) == member
    assert signed_in("haneul", PASSWORD) is None
    assert signed_in("haneul하늘", "wrong") is None
    assert signed_in("", PASSWORD) is None


def test_address_of_several_accounts_leads_to_the_one_whose_password_it_is() -> None:
    make_member("구글", email="a@example.org", type="google")
    first = Member.objects.create_user(nickname="하나", email="a@example.org", password=PASSWORD)
    second = Member.objects.create_user(nickname="둘", email="a@example.org", password=PASSWORD + "2")
    assert signed_in("a@example.org") == first
    assert signed_in("a@example.org", PASSWORD + "2") == second
    assert signed_in("a@example.org", "!") is None


@pytest.mark.parametrize("status", [Member.AccountStatus.SUSPENDED, Member.AccountStatus.LEFT])
def test_suspended_members_and_those_who_left_cannot_sign_in(status: Member.AccountStatus) -> None:
    Member.objects.create_user(nickname="하나", password=PASSWORD, status=status)
    assert signed_in("하나") is None


def test_members_without_a_password_cannot_sign_in_with_any() -> None:
    member = make_member("하나")
    assert not member.has_usable_password()
    for password in ("", "!", "하나"):
        assert signed_in("하나", password) is None


def test_nickname_of_a_password_account_is_nobody_elses_but_may_repeat_among_loaded_members() -> None:
    make_member("하나")
    make_member("하나")
    Member.objects.create_user(nickname="하나A", password=PASSWORD)
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.create_user(nickname="하나a", password=PASSWORD)
    assert sign_in_name(" ＡＢ ") == "ab"


def test_createsuperuser_makes_an_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, username="Operator", verbosity=0)
    member = signed_in("operator")
    assert member is not None
    assert (member.nickname, member.is_staff, member.is_superuser) == ("Operator", True, True)


def test_saving_changes_the_row_now_and_loading_keeps_its_dates() -> None:
    member = make_member("하나")
    assert member.updated_date >= member.created_date
    member.nickname = "둘"
    before = member.updated_date
    member.save(update_fields=["nickname"])
    member.refresh_from_db()
    assert member.updated_date > before
    Member.objects.filter(pk=member.pk).update(updated_date=NOW)
    member.refresh_from_db()
    assert member.updated_date == NOW
