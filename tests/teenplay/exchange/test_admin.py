import pytest
from django.test import Client
from django.urls import reverse
from tests.teenplay.world import make_activity, make_club, make_member

from teenplay.activities.models import Activity
from teenplay.exchange.models import CategoryMapping
from teenplay.members.models import Member

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(Member.objects.create_superuser("operator", "correct horse battery"))
    return client


def test_an_operator_edits_a_mapping_and_the_rows_loaded_from_it_follow(operator: Client) -> None:
    activity = make_activity(source="seoul", source_id="1", source_category="연극")
    mapping = CategoryMapping.objects.get(source="seoul", name="연극")
    page = reverse("admin:exchange_categorymapping_change", args=[mapping.pk])
    response = operator.post(page, {"source": "seoul", "name": "연극", "category": 1}, follow=True)
    assert response.status_code == 200
    activity.refresh_from_db()
    assert activity.category_id == 1


@pytest.mark.parametrize(
    "model",
    [
        "catalogue_category",
        "catalogue_region",
        "members_member",
        "friends_friend",
        "clubs_club",
        "activities_activity",
        "activities_activityreply",
        "activities_festival",
        "activities_pay",
        "exchange_categorymapping",
    ],
)
def test_every_list_and_form_of_the_admin_opens(operator: Client, model: str) -> None:
    make_activity(club=make_club(member=make_member()))
    assert operator.get(reverse(f"admin:{model}_changelist")).status_code == 200
    assert operator.get(reverse(f"admin:{model}_add")).status_code == 200


def test_forms_of_rows_show_no_password(operator: Client) -> None:
    activity = make_activity(club=make_club(member=make_member()))
    account = Member.objects.get(username="operator")
    for name, row in (("activities_activity", activity), ("clubs_club", activity.club), ("members_member", account)):
        response = operator.get(reverse(f"admin:{name}_change", args=[row.pk]))
        assert response.status_code == 200
        assert account.password not in response.content.decode()


def test_saving_in_the_admin_is_a_change_made_now(operator: Client) -> None:
    club = make_club(member=make_member())
    before = club.updated_date
    club.name = "새 이름"
    club.save()
    assert club.updated_date > before
    assert not Activity.objects.exists()
