import datetime
import threading

import pytest
from django.db import connection
from tests.teenplay.world import DAY, NOW, make_activity, make_club, make_member

from moim_django.models import Interaction
from teenplay.activities import participation
from teenplay.activities.models import Activity, ActivityLike, ActivityMember
from teenplay.activities.participation import NotOpenError, Seat, Status
from teenplay.catalogue.models import Shown

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def log() -> list[str]:
    return list(Interaction.objects.order_by("id").values_list("kind", flat=True))


def test_like_then_unlike_then_like_keeps_one_row_and_three_interactions() -> None:
    on = {"member_id": make_member().pk, "activity_id": make_activity().pk}
    assert participation.like(**on, now=NOW)
    assert not participation.like(**on, now=NOW)
    assert participation.unlike(**on, now=NOW + DAY)
    assert not participation.unlike(**on, now=NOW + DAY)
    assert participation.like(**on, now=NOW + 2 * DAY)
    row = ActivityLike.objects.get()
    assert (row.status, row.created_date, row.updated_date) == (1, NOW, NOW + 2 * DAY)
    assert log() == ["like", "unlike", "like"]


def test_unlike_what_was_never_liked_does_nothing() -> None:
    assert not participation.unlike(member_id=make_member().pk, activity_id=make_activity().pk, now=NOW)
    assert log() == []


@pytest.mark.parametrize("of", ["activity", "club"])
def test_like_of_something_removed_is_refused(of: str) -> None:
    club = make_club(status=Shown.REMOVED if of == "club" else Shown.SHOWN)
    activity = make_activity(club=club, status=Shown.REMOVED if of == "activity" else Shown.SHOWN)
    with pytest.raises(Activity.DoesNotExist):
        participation.like(member_id=make_member().pk, activity_id=activity.pk, now=NOW)
    with pytest.raises(Activity.DoesNotExist):
        participation.unlike(member_id=make_member().pk, activity_id=activity.pk, now=NOW)


def test_join_takes_seats_then_the_waiting_list_in_order() -> None:
    activity = make_activity(capacity=2)
    members = [make_member(str(n)).pk for n in range(4)]
    seats = [participation.join(member_id=m, activity_id=activity.pk, now=NOW) for m in members]
    taking_part, waiting = Status.TAKING_PART, Status.APPLIED
    assert seats == [Seat(taking_part), Seat(taking_part), Seat(waiting, 1), Seat(waiting, 2)]
    again = participation.join(member_id=members[3], activity_id=activity.pk, now=NOW + DAY / 2)
    assert again == Seat(waiting, 2)
    assert log() == ["join"] * 4


def test_cancel_gives_the_seat_to_whoever_waits_longest() -> None:
    activity = make_activity(capacity=1)
    first, second, third = (make_member(n).pk for n in "abc")
    for minute, member in enumerate((first, third, second)):
        participation.join(member_id=member, activity_id=activity.pk, now=NOW + minute * DAY / 1440)
    assert participation.cancel(member_id=first, activity_id=activity.pk, now=NOW + DAY / 2)
    assert not participation.cancel(member_id=first, activity_id=activity.pk, now=NOW + DAY / 2)
    states = dict(ActivityMember.objects.values_list("member_id", "status"))
    assert states == {first: Status.CANCELLED, third: Status.TAKING_PART, second: Status.APPLIED}
    assert log() == ["join", "join", "join", "cancel"]


@pytest.mark.parametrize(
    ("until_it_begins", "second_has"),
    [(DAY / 86_400, Status.TAKING_PART), (0 * DAY, Status.APPLIED), (-DAY, Status.APPLIED)],
)
def test_cancel_moves_up_until_the_activity_begins(until_it_begins: datetime.timedelta, second_has: int) -> None:
    activity = make_activity(capacity=1)
    first, second = make_member("a").pk, make_member("b").pk
    for member in (first, second):
        participation.join(member_id=member, activity_id=activity.pk, now=NOW)
    participation.cancel(member_id=first, activity_id=activity.pk, now=NOW + 2 * DAY - until_it_begins)
    assert ActivityMember.objects.get(member_id=second).status == second_has


def test_whoever_was_refused_cannot_apply_again_while_others_can() -> None:
    activity = make_activity(capacity=2)
    refused, other = make_member("a").pk, make_member("b").pk
    for member in (refused, other):
        participation.join(member_id=member, activity_id=activity.pk, now=NOW)
    assert participation.refuse(member_id=refused, activity_id=activity.pk, now=NOW)
    assert participation.cancel(member_id=other, activity_id=activity.pk, now=NOW)
    with pytest.raises(NotOpenError):
        participation.join(member_id=refused, activity_id=activity.pk, now=NOW)
    assert participation.join(member_id=other, activity_id=activity.pk, now=NOW) == Seat(Status.TAKING_PART)


def test_join_again_after_cancelling_waits_behind_the_others() -> None:
    activity = make_activity(capacity=1)
    first, second = make_member("a").pk, make_member("b").pk
    participation.join(member_id=first, activity_id=activity.pk, now=NOW)
    participation.join(member_id=second, activity_id=activity.pk, now=NOW)
    participation.cancel(member_id=first, activity_id=activity.pk, now=NOW + DAY / 4)
    assert participation.join(member_id=first, activity_id=activity.pk, now=NOW + DAY / 2) == Seat(Status.APPLIED, 1)


def test_join_without_a_limit_always_has_a_seat() -> None:
    activity = make_activity(capacity=None)
    seat = participation.join(member_id=make_member().pk, activity_id=activity.pk, now=NOW)
    assert seat == Seat(Status.TAKING_PART)


@pytest.mark.parametrize(
    "fields",
    [
        {"recruit_start": NOW + DAY / 2},
        {"recruit_end": NOW},
        {"status": Shown.REMOVED},
        {"created_date": NOW + DAY / 4, "recruit_start": NOW - DAY},
        {"recruit_start": None},
    ],
)
def test_join_of_what_is_not_open_is_refused_and_leaves_nothing(fields: dict[str, object]) -> None:
    activity = make_activity(**fields)
    with pytest.raises(NotOpenError):
        participation.join(member_id=make_member().pk, activity_id=activity.pk, now=NOW)
    assert not ActivityMember.objects.exists()
    assert log() == []


def test_open_at_counts_taking_part_and_not_waiting_or_cancelled() -> None:
    full, free = make_activity(capacity=1), make_activity(capacity=2)
    removed_club = make_activity(club=make_club(status=Shown.REMOVED))
    for status, activity in ((1, full), (1, free), (-1, free), (0, free)):
        ActivityMember.objects.create(activity=activity, member=make_member(), status=status)
    rows = Activity.objects.open_at(NOW)
    assert {row.pk: row.joined_count for row in rows} == {free.pk: 1}  # type: ignore[attr-defined]
    assert set(Activity.objects.recruiting_at(NOW)) == {full, free}
    assert removed_club not in Activity.objects.shown()


@pytest.mark.django_db(transaction=True)
def test_twelve_threads_race_for_three_seats_and_exactly_three_get_one() -> None:
    activity = make_activity(capacity=3)
    members = [make_member(str(n)).pk for n in range(12)]
    seats: list[Seat] = []
    start = threading.Barrier(len(members))

    def join(member: int) -> None:
        start.wait()
        try:
            seats.append(participation.join(member_id=member, activity_id=activity.pk, now=NOW))
        finally:
            connection.close()

    threads = [threading.Thread(target=join, args=(member,)) for member in members]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seat.waiting for seat in seats) == [0, 0, 0, *range(1, 10)]
    assert Interaction.objects.filter(kind="join").count() == 12


def test_waiting_behind_someone_whose_request_came_later_is_waiting_behind_them() -> None:
    activity = make_activity(capacity=0)
    first, second = make_member("a").pk, make_member("b").pk
    participation.join(member_id=first, activity_id=activity.pk, now=NOW)
    slow = participation.join(member_id=second, activity_id=activity.pk, now=NOW - DAY / 86_400)
    assert slow == Seat(Status.APPLIED, 2)
    assert participation.join(member_id=first, activity_id=activity.pk, now=NOW) == Seat(Status.APPLIED, 1)
