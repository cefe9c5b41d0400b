"""The log is exact: nothing lost, nothing twice, and every state is what a replay gives."""

from __future__ import annotations

import datetime
import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from tests.moim_django.platform import DAY, NOW

from moim.members import MemberState, OwnTexts
from moim_django import services
from moim_django.models import Impression, Interaction, StoredState

MINUTE = datetime.timedelta(minutes=1)


def kept(member_id: int) -> MemberState:
    return MemberState.from_bytes(bytes(StoredState.objects.get(pk=member_id).blob))


def standings(member_id: int) -> dict[str, str]:
    return {activity: trace.standing for activity, trace in kept(member_id).traces.items()}


@pytest.mark.django_db
@pytest.mark.database
def test_record_keeps_interaction_and_state() -> None:
    services.record(member_id=1, activity_id=101, kind="view", at=NOW)
    services.record(
        member_id=1, activity_id=102, kind="join", at=NOW + MINUTE, surface="home", recommendation=7, position=3
    )
    services.record(member_id=1, activity_id=101, kind="like", at=NOW + 2 * MINUTE)

    assert standings(1) == {"102": "join", "101": "like"}
    state = StoredState.objects.get(pk=1)
    assert (state.count, state.last_at) == (3, NOW + 2 * MINUTE)
    joined = Interaction.objects.get(kind="join")
    assert (joined.surface, joined.recommendation, joined.position, joined.at) == ("home", 7, 3, NOW + MINUTE)


@pytest.mark.django_db
@pytest.mark.database
def test_record_takes_three_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    services.record(member_id=1, activity_id=101, kind="view", at=NOW)
    with transaction.atomic(), django_assert_num_queries(5):  # two of them are the savepoint
        services.record(member_id=1, activity_id=101, kind="like", at=NOW + MINUTE)


@pytest.mark.django_db
@pytest.mark.database
def test_record_same_key_twice_is_one_interaction() -> None:
    first = services.record(member_id=1, activity_id=101, kind="like", at=NOW, key="a")
    again = services.record(member_id=1, activity_id=101, kind="like", at=NOW + MINUTE, key="a")

    assert again.pk == first.pk
    assert Interaction.objects.count() == 1
    assert StoredState.objects.get(pk=1).count == 1


@pytest.mark.django_db
@pytest.mark.parametrize("other", [{"member_id": 2}, {"activity_id": 102}, {"kind": "join"}])
def test_record_refuses_a_key_of_another_interaction(other: dict[str, object]) -> None:
    what = {"member_id": 1, "activity_id": 101, "kind": "like"}
    services.record(**what, at=NOW, key="a")  # type: ignore[arg-type]
    with pytest.raises(services.KeyReusedError):
        services.record(**(what | other), at=NOW, key="a")  # type: ignore[arg-type]
    assert Interaction.objects.count() == 1
    assert StoredState.objects.filter(count__gt=0).count() == 1


@pytest.mark.django_db
def test_record_with_another_key_is_another_interaction() -> None:
    first = services.record(member_id=1, activity_id=101, kind="like", at=NOW, key="a")
    second = services.record(member_id=1, activity_id=102, kind="like", at=NOW, key="b")
    assert (first.key, second.key) == ("a", "b")
    assert Interaction.objects.count() == 2


@pytest.mark.django_db
def test_record_refuses_what_it_cannot_mean() -> None:
    with pytest.raises(ValueError, match="no such kind of interaction: 'loved'"):
        services.record(member_id=1, activity_id=101, kind="loved", at=NOW)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="time zone"):
        services.record(member_id=1, activity_id=101, kind="like", at=NOW.replace(tzinfo=None))
    assert not Interaction.objects.exists()
    assert not StoredState.objects.exists()


@pytest.mark.django_db
@pytest.mark.database
def test_record_refuses_a_time_before_the_last_but_forgives_a_wait() -> None:
    services.record(member_id=1, activity_id=101, kind="view", at=NOW)
    with pytest.raises(services.OutOfOrderError):
        services.record(member_id=1, activity_id=102, kind="view", at=NOW - 2 * MINUTE)
    with pytest.raises(services.OutOfOrderError):
        services.record(member_id=1, activity_id=102, kind="view", at=NOW - MINUTE - datetime.timedelta(microseconds=1))
    assert Interaction.objects.count() == StoredState.objects.get().count == 1
    late = services.record(member_id=1, activity_id=102, kind="view", at=NOW - MINUTE)

    assert late.at == NOW
    assert list(kept(1).traces) == ["101", "102"]
    assert services.record(member_id=1, activity_id=103, kind="view", at=NOW + MINUTE).at == NOW + MINUTE
    assert StoredState.objects.get().last_at == NOW + MINUTE


@pytest.mark.django_db
def test_record_of_this_moment_is_taken_even_when_the_log_lies_in_the_future() -> None:
    tomorrow = timezone.now() + DAY
    services.record_many([Interaction(member_id=1, activity_id=101, kind="view", at=tomorrow)])
    assert services.record(member_id=1, activity_id=102, kind="view").at == tomorrow


@pytest.mark.django_db
@pytest.mark.database
def test_record_of_a_member_without_a_row_starts_from_the_log() -> None:
    services.record(member_id=1, activity_id=101, kind="like", at=NOW)
    StoredState.objects.all().delete()
    services.record(member_id=1, activity_id=102, kind="join", at=NOW + MINUTE)

    assert standings(1) == {"101": "like", "102": "join"}
    assert StoredState.objects.get(pk=1).count == 2


@pytest.mark.django_db
@pytest.mark.database
def test_record_replaces_bytes_it_cannot_read() -> None:
    services.record(member_id=1, activity_id=101, kind="like", at=NOW)
    StoredState.objects.update(blob=b"of another release")
    services.record(member_id=1, activity_id=102, kind="join", at=NOW + MINUTE)

    assert standings(1) == {"101": "like", "102": "join"}


@pytest.mark.django_db
@pytest.mark.database
def test_record_rolled_back_with_its_caller_leaves_nothing() -> None:
    services.record(member_id=1, activity_id=101, kind="like", at=NOW)

    @transaction.atomic
    def request() -> None:
        services.record(member_id=1, activity_id=102, kind="join", at=NOW + MINUTE)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        request()
    assert standings(1) == {"101": "like"}
    assert Interaction.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.database
def test_record_many_sorts_by_time_and_learns() -> None:
    services.record(member_id=1, activity_id=101, kind="join", at=NOW)
    added = services.record_many(
        [
            Interaction(member_id=2, activity_id=102, kind="cancel", at=NOW - DAY),
            Interaction(member_id=1, activity_id=101, kind="view", at=NOW - 2 * DAY),
            Interaction(member_id=2, activity_id=102, kind="join", at=NOW - 2 * DAY),
        ]
    )
    assert added == 3
    assert (standings(1), standings(2)) == ({"101": "join"}, {"102": "cancel"})
    assert StoredState.objects.get(pk=1).last_at == NOW
    with pytest.raises(ValueError, match="loved"):
        services.record_many([Interaction(member_id=1, activity_id=101, kind="loved", at=NOW)])


@pytest.mark.django_db
@pytest.mark.database
def test_take_back_is_as_if_it_never_happened() -> None:
    services.record(member_id=1, activity_id=101, kind="like", at=NOW)
    services.record(member_id=1, activity_id=101, kind="decline", at=NOW + MINUTE)
    assert standings(1) == {"101": "decline"}

    assert services.take_back(member_id=1, activity_id=101, kind="decline") == 1
    assert standings(1) == {"101": "like"}
    assert services.take_back(member_id=1, activity_id=101, kind="decline") == 0


@pytest.mark.django_db
def test_take_back_leaves_other_members_other_activities_and_other_kinds() -> None:
    for member_id, activity_id, kind in (
        (1, 101, "decline"),
        (1, 102, "decline"),
        (2, 101, "decline"),
        (1, 101, "view"),
    ):
        services.record(member_id=member_id, activity_id=activity_id, kind=kind, at=NOW)  # type: ignore[arg-type]
    assert services.take_back(member_id=1, activity_id=101, kind="decline") == 1
    assert (standings(1), standings(2)) == ({"102": "decline", "101": "view"}, {"101": "decline"})
    assert services.take_back(member_id=3, activity_id=101, kind="decline") == 0


@pytest.mark.django_db
def test_what_is_undone_leaves_the_own_texts_too() -> None:
    services.record(member_id=1, activity_id=101, kind="like", at=NOW)
    services.record(member_id=1, activity_id=102, kind="like", at=NOW)
    services.take_back(member_id=1, activity_id=101, kind="like")
    assert services.state_of(1).topics == OwnTexts({"102": 1.0})
    assert StoredState.objects.get().count == 1


@pytest.mark.django_db
@pytest.mark.database
def test_forget_leaves_nothing_of_the_member_and_all_of_others() -> None:
    for member_id in (1, 2):
        services.record(member_id=member_id, activity_id=101, kind="like", at=NOW)
        services.recommend(member_id=member_id, at=NOW, k=3)

    assert services.forget(1) == {"Interaction": 1, "Impression": 3, "StoredState": 1}
    for model, rows in ((Interaction, 1), (Impression, 3), (StoredState, 1)):
        assert list(model._default_manager.values_list("member_id", flat=True)) == [2] * rows


@pytest.mark.django_db
@pytest.mark.database
def test_rebuild_states_makes_deleted_ones_and_names_those_that_differed() -> None:
    for member_id in (1, 2, 3):
        services.record(member_id=member_id, activity_id=100 + member_id, kind="join", at=NOW)
    before = dict(StoredState.objects.values_list("member_id", "blob"))
    assert services.rebuild_states().differing == ()

    StoredState.objects.filter(member_id=1).delete()
    StoredState.objects.filter(member_id=2).update(blob=b"", count=0)
    steps: list[tuple[int, int]] = []
    report = services.rebuild_states(progress=lambda done, of: steps.append((done, of)))

    assert (report.rebuilt, report.differing) == (3, (2,))
    assert steps == [(3, 3)]
    after = dict(StoredState.objects.values_list("member_id", "blob"))
    assert {id: bytes(blob) for id, blob in after.items()} == {id: bytes(blob) for id, blob in before.items()}


@pytest.mark.django_db
def test_rebuild_states_takes_members_in_batches_and_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moim_django.services.states.BATCH", 2)
    services.record_many([Interaction(member_id=id, activity_id=101, kind="view", at=NOW) for id in range(1, 6)])
    assert StoredState.objects.filter(count=1, last_at=NOW).count() == 5
    StoredState.objects.filter(member_id__in=(2, 5)).update(blob=b"x")
    StoredState.objects.filter(member_id=3).delete()
    Interaction.objects.filter(member_id=1).delete()
    steps: list[tuple[int, int]] = []
    report = services.rebuild_states(progress=lambda done, of: steps.append((done, of)))
    assert steps == [(2, 5), (4, 5), (5, 5)]
    assert (report.rebuilt, report.differing) == (5, (1, 2, 5))
    assert StoredState.objects.get(member_id=1).count == 0
    assert StoredState.objects.get(member_id=1).last_at is None
    assert services.rebuild_states([4]).rebuilt == 1


@pytest.mark.django_db
def test_interactions_of_one_moment_count_in_the_order_in_which_they_were_recorded() -> None:
    for kind in ("like", "unlike"):
        services.record(member_id=1, activity_id=101, kind=kind, at=NOW)  # type: ignore[arg-type]
    assert standings(1) == {"101": "view"}
    assert services.rebuild_states().differing == ()
    assert standings(1) == {"101": "view"}


@pytest.mark.django_db
def test_a_state_is_read_with_one_query_and_two_where_it_is_damaged(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    services.record(member_id=1, activity_id=101, kind="join", at=NOW)
    with django_assert_num_queries(1):
        trace = services.state_of(1).traces["101"]
    assert (trace.standing, trace.at) == ("join", int(NOW.timestamp()))
    with django_assert_num_queries(1):
        assert services.state_of(2) == MemberState()
    StoredState.objects.update(blob=b"of another release")
    with django_assert_num_queries(2):
        assert services.state_of(1).traces["101"].standing == "join"


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_twenty_threads_liking_as_one_newcomer_leave_twenty_interactions_and_the_state_of_a_rebuild() -> None:
    start = threading.Barrier(20)
    failed: list[BaseException] = []

    def like(activity_id: int) -> None:
        try:
            start.wait()
            services.record(member_id=1, activity_id=activity_id, kind="like")
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=like, args=(activity_id,)) for activity_id in range(101, 121)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert sorted(Interaction.objects.values_list("activity_id", flat=True)) == list(range(101, 121))
    state = StoredState.objects.get(pk=1)
    assert state.count == 20
    assert set(standings(1)) == {str(id) for id in range(101, 121)}
    in_order = Interaction.objects.order_by("id").values_list("at", flat=True)
    assert list(in_order) == sorted(in_order)
    assert services.rebuild_states([1]).differing == ()
    assert bytes(StoredState.objects.get(pk=1).blob) == bytes(state.blob)


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_recording_and_rebuilding_at_once_lose_nothing() -> None:
    failed: list[BaseException] = []
    start = threading.Barrier(4)

    def record(member_id: int) -> None:
        try:
            start.wait()
            for activity_id in range(101, 111):
                services.record(member_id=member_id, activity_id=activity_id, kind="view")
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    def rebuild() -> None:
        try:
            start.wait()
            for _ in range(10):
                services.rebuild_states([1, 2, 3])
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=record, args=(id,)) for id in (1, 2, 3)] + [threading.Thread(target=rebuild)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert Interaction.objects.count() == 30
    assert services.rebuild_states().differing == ()
    assert [len(kept(id).traces) for id in (1, 2, 3)] == [10, 10, 10]
