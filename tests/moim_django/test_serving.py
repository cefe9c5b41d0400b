"""A process serves the active version and follows the database; no version, or a damaged one, breaks nothing."""

from __future__ import annotations

import datetime
import json
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings
from tests.moim_django.platform import DAY, EPOCH, NOW, Board, Notice

from moim_django import services
from moim_django.models import Impression, Interaction, ModelVersion, SeasonTheme
from moim_django.serving import serving

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MINUTE = datetime.timedelta(minutes=1)


def shown(**wishes: object) -> list[int]:
    page = services.recommend(**({"member_id": 1, "at": NOW, "k": 40} | wishes))  # type: ignore[arg-type]
    return [item.id for item in page.items]


def join(member_id: int, *activities: int, at: datetime.datetime) -> None:
    for number, activity_id in enumerate(activities):
        services.record(member_id=member_id, activity_id=activity_id, kind="join", at=at + number * MINUTE)


@pytest.fixture
def version(board: Board) -> ModelVersion:
    """Trained on twelve members who each went to three evenings of one category."""
    for member_id in range(11, 23):
        club = 1 + member_id % 4
        join(member_id, *(100 * club + number for number in (1, 2, 3)), at=EPOCH + member_id * MINUTE)
    return services.train(at=NOW - DAY)


def going(activity_id: int) -> int:
    active = serving.get()
    assert active is not None
    world = active.recommender.world
    return int(world.activities["going"][world.activity_ids.get(str(activity_id))])


def test_without_a_model_newest_are_shown_and_impressions_kept(board: Board) -> None:
    board.notices[101].changed = NOW
    page = services.recommend(member_id=1, at=NOW, k=3, surface="home")

    assert page.version == ""
    assert [(item.id, item.position, item.row) for item in page.items] == [
        (101, 1, board.notices[101]),
        (410, 2, board.notices[410]),
        (409, 3, board.notices[409]),
    ]
    rows = Impression.objects.order_by("position")
    assert [(row.item_id, row.member_id, row.version, row.surface) for row in rows] == [
        (item.id, 1, None, "home") for item in page.items
    ]
    assert {row.recommendation for row in rows} == {page.recommendation}


def test_trained_version_serves_and_signs_its_impressions(version: ModelVersion) -> None:
    assert version.status == ModelVersion.Status.ACTIVE
    page = services.recommend(member_id=1, at=NOW, k=5)
    assert page.version == version.name
    assert len(page.items) == 5
    assert all(item.reasons for item in page.items)
    assert set(Impression.objects.values_list("version_id", flat=True)) == {version.pk}


def test_warm_list_takes_two_queries(
    version: ModelVersion, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.MOIM = settings.MOIM | {"SYNC_SECONDS": 1000}
    shown()
    with django_assert_num_queries(2):  # the member's state, the impressions; the platform's own come on top
        shown()
    with django_assert_num_queries(1):
        shown(keep=False)


def test_no_list_waits_for_rows_and_for_interactions(
    version: ModelVersion, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.MOIM = settings.MOIM | {"SYNC_SECONDS": 1000}
    shown()
    Interaction.objects.create(member_id=5, activity_id=101, kind="join", at=NOW)
    serving.expire()
    with django_assert_num_queries(3):  # and the version; this board's rows are not in the database
        shown()
    with django_assert_num_queries(3):  # and interactions
        shown()
    assert going(101) == 4


def test_next_list_follows_what_the_member_just_did(version: ModelVersion) -> None:
    before = services.recommend(member_id=1, at=NOW, k=40).items
    join(1, 201, 202, at=NOW - 2 * MINUTE)
    after = services.recommend(member_id=1, at=NOW, k=40).items

    def pottery_at(items: list[services.Item]) -> float:
        places = [item.position for item in items if item.id in range(203, 211)]
        return sum(places) / len(places)

    assert {201, 202} <= {item.id for item in before}
    assert not {201, 202} & {item.id for item in after}
    assert pottery_at(list(after)) < pottery_at(list(before)) - 3


def test_closed_a_moment_ago_is_not_shown_and_pinned_a_moment_ago_is(board: Board, version: ModelVersion) -> None:
    first = shown()[0]
    board.notices[first].open = False
    board.notices[999] = Notice(999, 2, "a new kiln", "pottery", changed=NOW - MINUTE)
    again = shown()
    assert first not in again
    assert 999 in again


def test_what_is_not_for_the_member_is_not_shown_to_them(board: Board, version: ModelVersion) -> None:
    board.notices[301].not_for = {1}
    assert 301 not in shown()
    assert 301 in shown(member_id=2)


def test_candidates_and_exclude_are_kept_to(version: ModelVersion) -> None:
    assert set(shown(candidates=[101, 102, 103], exclude=[102])) == {101, 103}


def test_a_page_that_has_read_what_is_offered_is_taken_at_its_word(board: Board, version: ModelVersion) -> None:
    asked = len(board.asked)
    page = services.recommend(member_id=1, at=NOW, k=5, eligible=[201, 202, 303], rows=False)
    assert {item.id for item in page.items} == {201, 202, 303}
    assert {item.row for item in page.items} == {None}
    assert len(board.asked) == asked


def test_impressions_are_the_list_as_shown(version: ModelVersion, settings: Settings) -> None:
    settings.MOIM = settings.MOIM | {"EXPLORE": {"home": 0.5}}
    made = services.recommend(member_id=1, at=NOW, k=8, surface="home")
    rows = Impression.objects.order_by("position")
    assert [(item.position, item.id, item.propensity, item.explored, item.logged) for item in made.items] == [
        (row.position, row.item_id, row.propensity, row.explored, bytes(row.basis or b"")) for row in rows
    ]
    assert [item.position for item in made.items] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert {(row.recommendation, row.member_id, row.target, row.version_id, row.surface, row.at) for row in rows} == {
        (made.recommendation, 1, Impression.Target.ACTIVITY, version.pk, "home", NOW)
    }
    assert all(0 < item.propensity < 1 for item in made.items)


def test_what_is_explored_depends_on_the_surface(version: ModelVersion, settings: Settings) -> None:
    settings.MOIM = settings.MOIM | {"EXPLORE": {"home": 1.0}}
    for surface, drawn in (("home", True), ("", False), ("sidebar", False)):
        made = services.recommend(member_id=1, at=NOW, k=4, surface=surface)
        assert {item.explored for item in made.items} == {drawn}
        assert all(item.propensity == 1.0 for item in made.items) is not drawn


def test_two_lists_have_two_numbers_and_what_is_not_kept_leaves_no_impressions(version: ModelVersion) -> None:
    one, other = (services.recommend(member_id=1, at=NOW, k=2, keep=False) for _ in range(2))
    alike = [services.similar(101, member_id=1, at=NOW, k=2, keep=False) for _ in range(2)]
    numbers = [made.recommendation for made in (one, other, *alike)]
    assert len(set(numbers)) == 4
    assert all(0 <= number < 2**63 for number in numbers)
    assert max(numbers) >= 2**53  # four below it: once in 10**12 runs
    assert not Impression.objects.exists()
    services.similar(101, member_id=1, at=NOW, k=2)
    assert set(Impression.objects.values_list("member_id", "surface", "at", "version_id")) == {
        (1, "similar", NOW, version.pk)
    }


@pytest.mark.parametrize("trained", [True, False])
def test_rows_are_there_where_they_are_wanted(board: Board, request: pytest.FixtureRequest, trained: bool) -> None:
    if trained:
        request.getfixturevalue("version")
    wanted: list[bool] = []
    confirm = board.confirm
    board.confirm = lambda ids, **how: wanted.append(how["rows"]) or confirm(ids, **how)  # type: ignore[method-assign,func-returns-value]
    made = services.recommend(member_id=1, at=NOW, k=3)
    assert [item.row for item in made.items] == [board.notices[item.id] for item in made.items]
    services.recommend(member_id=1, at=NOW, k=3, rows=False)
    services.similar(101, at=NOW, k=3)
    services.similar(101, at=NOW, k=3, rows=False)
    assert wanted == [True, False, *([True, False] if trained else [])]


def test_without_a_model_candidates_keep_their_order_and_the_closed_are_left_out(board: Board) -> None:
    board.notices[103].open = False
    made = services.recommend(member_id=1, at=NOW, k=3, candidates=[104, 103, 102, 101, 105], exclude=[102])
    assert [item.id for item in made.items] == [104, 101, 105]
    assert [(item.score, item.propensity, item.explored, item.reasons) for item in made.items] == [
        (0, 1, False, ())
    ] * 3
    assert set(Impression.objects.values_list("basis", "version")) == {(None, None)}


def test_a_list_is_of_this_moment_unless_another_is_given(board: Board) -> None:
    for notice in board.notices.values():
        notice.closes = timezone.now() + MINUTE
    before = timezone.now()
    assert len(services.recommend(member_id=1, k=3).items) == 3
    assert before <= Impression.objects.order_by("id")[0].at <= timezone.now()
    assert services.recommend(member_id=1, k=3, at=before + DAY).items == []


def test_what_a_visitor_declines_in_this_session_is_left_out(version: ModelVersion) -> None:
    liked = services.Click(101, "like", NOW - 2 * MINUTE)
    declined = services.Click(101, "decline", NOW - MINUTE)
    assert 101 in shown(member_id=None, clicks=[])
    assert 101 not in shown(member_id=None, clicks=[liked, declined])


def test_hidden_one_comes_back_when_that_is_undone(version: ModelVersion) -> None:
    services.record(member_id=1, activity_id=101, kind="decline", at=NOW)
    assert 101 not in shown()
    services.take_back(member_id=1, activity_id=101, kind="decline")
    assert 101 in shown()


def test_visitor_is_led_by_clicks_and_by_the_season(version: ModelVersion) -> None:
    SeasonTheme.objects.create(sentence="chess", starts=NOW.date() - DAY, ends=NOW.date() + DAY)
    assert services.season(NOW) == "chess"
    assert services.season(NOW + 3 * DAY) == ""
    by_season = shown(member_id=None, k=4)
    assert sum(id in range(301, 311) for id in by_season) >= 2

    SeasonTheme.objects.all().delete()
    clicks = [services.Click(id, "view", NOW - MINUTE) for id in (401, 402, 403)]
    by_clicks = shown(member_id=None, clicks=clicks, k=40)
    without = shown(member_id=None, k=40)
    cooking = range(404, 411)
    assert sum(map(by_clicks.index, cooking)) < sum(map(without.index, cooking))
    assert not Interaction.objects.filter(at__gte=NOW - 2 * MINUTE).exists()
    assert set(Impression.objects.values_list("member_id", flat=True)) == {None}


def test_clubs_and_similar(version: ModelVersion) -> None:
    page = services.recommend(member_id=1, at=NOW, target="clubs", k=10)
    assert {item.row for item in page.items} == {"running", "pottery", "chess", "cooking"}
    assert set(Impression.objects.values_list("target", flat=True)) == {Impression.Target.CLUB}

    like = services.similar(101, at=NOW, k=5)
    assert {item.row.category for item in like.items} == {"running"}
    assert 101 not in {item.id for item in like.items}
    assert services.similar(12345, at=NOW).items == []


def test_each_interaction_is_counted_once_however_often_is_looked(version: ModelVersion) -> None:
    assert going(101) == 3
    join(1, 101, at=NOW)
    for _ in range(3):
        assert going(101) == 4
    services.record(member_id=1, activity_id=101, kind="cancel", at=NOW + 5 * MINUTE)
    assert going(101) == 3
    serving.forget()  # a fresh process reads the version and what happened since
    assert going(101) == 3


@pytest.mark.parametrize("how", ["join", "cancel", "record_many"])
def test_what_is_recorded_in_this_process_is_counted_in_the_next_list(
    version: ModelVersion, settings: Settings, django_capture_on_commit_callbacks: Any, how: str
) -> None:
    """A look is due in a thousand seconds, and comes with the next list all the same."""
    settings.MOIM = settings.MOIM | {"SYNC_SECONDS": 1000}
    for _ in range(2):
        serving.get()
    before = going(101)
    with django_capture_on_commit_callbacks(execute=True):
        if how == "record_many":
            services.record_many([Interaction(member_id=1, activity_id=101, kind="join", at=NOW)])
        else:
            member_id = 1 if how == "join" else 12  # who goes there already
            services.record(member_id=member_id, activity_id=101, kind=how, at=NOW)  # type: ignore[arg-type]
    assert going(101) - before == (-1 if how == "cancel" else 1)


def test_each_look_for_changes_reaches_back_a_minute(board: Board, version: ModelVersion) -> None:
    asked: list[datetime.datetime] = []
    changes = board.changes
    board.changes = lambda since: asked.append(since) or changes(since)  # type: ignore[method-assign,func-returns-value]
    serving.get()
    board.notices[999] = Notice(999, 2, "a new kiln", "pottery", changed=NOW - MINUTE)
    serving.get()
    serving.get()
    assert asked == [NOW - DAY - MINUTE, NOW - DAY - 2 * MINUTE, NOW - 2 * MINUTE]


def test_an_interaction_is_looked_for_again_for_a_minute_and_not_after(version: ModelVersion) -> None:
    before = going(101)
    join(1, 101, at=NOW)
    join(2, 101, at=NOW)
    assert going(101) == before + 2
    active = serving.get()
    assert active is not None
    first, second = sorted(active.seen)
    active.seen[first] -= 61
    active.seen[second] -= 50
    assert going(101) == before + 2
    assert (active.floor, list(active.seen)) == (first, [second])
    assert going(101) == before + 2


def test_interaction_with_a_notice_not_read_yet_is_counted_when_it_is(board: Board, version: ModelVersion) -> None:
    shown()
    join(1, 999, at=NOW)
    serving.get()
    board.notices[999] = Notice(999, 2, "a new kiln", "pottery", changed=NOW - MINUTE)
    assert going(999) == 1


def test_training_again_replaces_the_version_and_others_take_it_up(version: ModelVersion) -> None:
    assert serving.get().name == version.name  # type: ignore[union-attr]
    second = services.train(at=NOW)
    version.refresh_from_db()
    assert (version.status, second.status) == ("retired", "active")
    assert serving.get().name == second.name  # type: ignore[union-attr]
    services.activate(version.pk)
    assert serving.get().name == version.name  # type: ignore[union-attr]
    assert ModelVersion.objects.filter(status="active").count() == 1


def damage(folder: Path, how: str) -> None:
    if how == "arrays":
        path = folder / "arrays.safetensors"
        content = bytearray(path.read_bytes())
        content[-1] ^= 1
        path.write_bytes(content)
    elif how == "manifest":
        path = folder / "manifest.json"
        manifest = json.loads(path.read_bytes())
        manifest["about"]["fitted_at"] += 1.0
        path.write_text(json.dumps(manifest))
    else:
        (folder / "texts.json").unlink()


@pytest.mark.parametrize("how", ["arrays", "manifest", "missing"])
def test_damaged_version_is_refused_with_its_reason_and_the_one_before_serves(
    version: ModelVersion, settings: Settings, how: str
) -> None:
    second = services.train(at=NOW)
    damage(settings.MOIM["MODEL_DIR"] / second.name, how)
    serving.forget()

    assert services.recommend(member_id=1, at=NOW).version == version.name
    second.refresh_from_db()
    version.refresh_from_db()
    assert (second.status, version.status) == ("refused", "active")
    assert second.name in second.reason
    with pytest.raises(ValueError, match=second.name):
        services.activate(second.pk)
    assert services.recommend(member_id=1, at=NOW).version == version.name


def test_only_version_damaged_leaves_the_newest(version: ModelVersion, settings: Settings) -> None:
    damage(settings.MOIM["MODEL_DIR"] / version.name, "arrays")
    serving.forget()
    page = services.recommend(member_id=1, at=NOW)
    assert page.version == ""
    assert len(page.items) == 8


def test_commands_train_rebuild_and_forget(board: Board, capsys: pytest.CaptureFixture[str]) -> None:
    join(1, 101, 102, at=EPOCH)
    call_command("moim_train", verbosity=0)
    assert ModelVersion.objects.get().name in capsys.readouterr().out
    call_command("moim_rebuild", verbosity=0)
    assert "1 states made from the log, 0 differed" in capsys.readouterr().out
    call_command("moim_forget", "1")
    assert "2 Interaction" in capsys.readouterr().out
    assert not Interaction.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_lists_are_made_while_others_record(version: ModelVersion) -> None:
    failed: list[BaseException] = []
    start = threading.Barrier(6)

    def work(member_id: int) -> None:
        try:
            start.wait()
            for activity_id in range(101, 107):
                if member_id % 2:
                    services.record(member_id=member_id, activity_id=activity_id, kind="join")
                page = services.recommend(member_id=member_id, at=NOW)
                assert len(page.items) == 8
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(id,)) for id in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert going(106) == 3
    assert services.rebuild_states().differing == ()
