"""Every promise a synthetic world makes, checked on what was written and read back."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from moim.cli.synthesise import save
from moim.data.dataset import Dataset
from moim.data.times import format_time, parse_time
from moim.synthetic import HiddenTastes, Settings, make_world
from moim.synthetic.lexicon import CATEGORIES, vocabulary

UNTIL = parse_time("2026-11-23T07:00:00Z")
START = UNTIL - 5 * 365.25 / 12 * 86400

Event = tuple[float, str, str, str]


@pytest.fixture(scope="module")
def events(dataset: Dataset) -> list[Event]:
    """(at, kind, member, activity) in the order of time."""
    table = dataset.interactions
    return sorted(
        zip(
            table.number("at").tolist(),
            table.text("kind"),
            table.text("member_id"),
            table.text("activity_id"),
            strict=True,
        )
    )


@pytest.fixture(scope="module")
def window(dataset: Dataset) -> dict[str, dict[str, float]]:
    """activity -> its times and seats."""
    table = dataset.activities
    return {
        activity: {name: float(values[row]) for name, values in table.numbers.items()}
        for row, activity in enumerate(table.text("activity_id"))
    }


def test_world_has_the_size_asked_for_and_is_marked_as_synthetic(folder: Path, dataset: Dataset) -> None:
    assert (len(dataset.members), len(dataset.clubs), len(dataset.activities)) == (300, 60, 120)
    for table in (dataset.members, dataset.clubs, dataset.activities):
        assert set(table.extra["synthetic"]) == {"1"}
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["synthetic"] is True
    assert manifest["rows"]["interactions"] == len(dataset.interactions)


def test_world_uses_the_platforms_categories_and_regions(dataset: Dataset) -> None:
    assert set(dataset.activities.text("category")) <= set(CATEGORIES)
    assert set(dataset.members.text("region")) <= set(vocabulary().regions)
    assert len(vocabulary().regions) == 15


def test_times_of_an_activity_are_in_order_and_it_was_made_before_the_end(window: dict[str, dict[str, float]]) -> None:
    for times in window.values():
        names = ("created_at", "recruit_start", "recruit_end", "activity_start", "activity_end")
        order = [times[name] for name in names]
        assert order == sorted(order)
        assert START <= times["created_at"] < UNTIL


def test_clubs_are_older_than_their_activities_and_their_owner_was_there(dataset: Dataset) -> None:
    created = dict(zip(dataset.clubs.text("club_id"), dataset.clubs.number("created_at"), strict=True))
    joined = dict(zip(dataset.members.text("member_id"), dataset.members.number("joined_at"), strict=True))
    for club, owner in zip(dataset.clubs.text("club_id"), dataset.clubs.extra["owner_id"], strict=True):
        assert joined[owner] < created[club]
    for club, made in zip(dataset.activities.text("club_id"), dataset.activities.number("created_at"), strict=True):
        assert created[club] < made


def test_members_act_after_they_sign_up_and_before_the_end(dataset: Dataset, events: list[Event]) -> None:
    joined = dict(zip(dataset.members.text("member_id"), dataset.members.number("joined_at"), strict=True))
    assert all(joined[member] < at < UNTIL and at >= START for at, _, member, _ in events)
    for club_or_friend in (dataset.club_members, dataset.friends):
        since = club_or_friend.number("joined_at" if club_or_friend is dataset.club_members else "since")
        for at, member in zip(since, club_or_friend.text("member_id"), strict=True):
            assert joined[member] < at < UNTIL


def test_events_fall_into_the_time_an_activity_is_open_and_attendance_into_its_day(
    events: list[Event], window: dict[str, dict[str, float]]
) -> None:
    for at, kind, _, activity in events:
        times = window[activity]
        if kind == "attend":
            assert abs(at - times["activity_start"]) <= 900
            assert times["activity_end"] < UNTIL
        else:
            assert times["recruit_start"] <= at < times["recruit_end"]


def test_there_are_never_more_joins_than_seats_and_nobody_finds_a_full_activity(
    events: list[Event], window: dict[str, dict[str, float]]
) -> None:
    taken: Counter[str] = Counter()
    for _, kind, _, activity in events:
        if kind in ("view", "like", "decline", "join"):
            assert taken[activity] < window[activity]["capacity"]
        taken[activity] += {"join": 1, "cancel": -1}.get(kind, 0)
    assert any(taken[activity] == times["capacity"] for activity, times in window.items())


def test_a_member_joins_once_cancels_only_what_was_joined_and_attends_only_what_was_kept(events: list[Event]) -> None:
    did: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for _, kind, member, activity in events:
        did[member, activity].append(kind)
    for kinds in did.values():
        for kind in ("join", "cancel", "decline", "attend"):
            assert kinds.count(kind) <= 1
        if "cancel" in kinds:
            assert kinds.index("join") < kinds.index("cancel")
        if "attend" in kinds:
            assert "join" in kinds
            assert "cancel" not in kinds
        if "join" in kinds:
            assert kinds.index("view") < kinds.index("join")
        if "like" in kinds:
            assert kinds.index("view") < kinds.index("like")
        assert kinds.count("unlike") <= kinds.count("like")
        if "decline" in kinds:
            assert "join" not in kinds


def test_nobody_acts_on_an_activity_of_the_club_they_run(dataset: Dataset, events: list[Event]) -> None:
    owner = dict(zip(dataset.clubs.text("club_id"), dataset.clubs.extra["owner_id"], strict=True))
    host = {
        activity: owner[club]
        for activity, club in zip(
            dataset.activities.text("activity_id"), dataset.activities.text("club_id"), strict=True
        )
    }
    assert all(host[activity] != member for _, _, member, activity in events)
    pairs = list(zip(dataset.club_members.text("club_id"), dataset.club_members.text("member_id"), strict=True))
    assert len(set(pairs)) == len(pairs)
    assert all(owner[club] != member for club, member in pairs)


def test_some_are_always_there_many_hardly_ever_and_some_tell_nothing(dataset: Dataset, events: list[Event]) -> None:
    done = Counter(member for _, _, member, _ in events)
    number = np.array([done[member] for member in dataset.members.text("member_id")])
    assert np.mean(number <= 2) > 0.2
    assert np.sort(number)[-30:].sum() > 0.45 * number.sum()  # a tenth of them does nearly half of it all
    for column in ("interests", "keywords"):
        empty = np.mean([not cell for cell in dataset.members.text(column)])
        assert 0.05 < empty < 0.5


def test_friends_are_neighbours_and_go_together(dataset: Dataset, events: list[Event]) -> None:
    district = dict(zip(dataset.members.text("member_id"), dataset.members.extra["district"], strict=True))
    pairs = list(zip(dataset.friends.text("member_id"), dataset.friends.text("friend_id"), strict=True))
    assert len({frozenset(pair) for pair in pairs}) == len(pairs) > 100
    assert np.mean([district[one] == district[other] for one, other in pairs]) > 0.5
    joined: defaultdict[str, set[str]] = defaultdict(set)
    for _, kind, member, activity in events:
        if kind == "join":
            joined[member].add(activity)
    strangers = np.random.default_rng(0).choice(dataset.members.text("member_id"), (len(pairs), 2))
    together = sum(len(joined[one] & joined[other]) for one, other in pairs)
    by_chance = sum(len(joined[one] & joined[other]) for one, other in strangers if one != other)
    assert together > 2 * by_chance


def test_many_activities_are_open_at_the_end(window: dict[str, dict[str, float]]) -> None:
    still = [times for times in window.values() if times["recruit_start"] <= UNTIL < times["recruit_end"]]
    assert len(still) > 0.08 * len(window)
    assert all(times["activity_start"] > UNTIL for times in still)


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(folder: Path, tmp_path: Path) -> None:
    settings = Settings(members=300, clubs=60, activities=120)
    digests = []
    for seed in (7, 8):
        save(make_world(settings, np.random.default_rng(seed), UNTIL), tmp_path, {"seed": seed})
        digests.append({file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in tmp_path.iterdir()})
    first = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}
    assert digests[0] == first
    assert all(digests[1][name] != first[name] for name in first)


def test_the_oracle_ranks_what_was_joined_above_what_else_was_open(dataset: Dataset, hidden: HiddenTastes) -> None:
    table = dataset.activities
    opens, closes = table.number("recruit_start"), table.number("recruit_end")
    ids = np.array(table.text("activity_id"))
    ranks = []
    for member, activity, kind, at in zip(
        dataset.interactions.text("member_id"),
        dataset.interactions.text("activity_id"),
        dataset.interactions.text("kind"),
        dataset.interactions.number("at").tolist(),
        strict=True,
    ):
        if kind == "join":
            others = ids[(opens <= at) & (at < closes) & (ids != activity)]
            if len(others):
                value = hidden.utility([member], [activity, *others], at)[0]
                ranks.append(np.mean(value[1:] < value[0]))
    assert len(ranks) > 150
    assert np.mean(ranks) > 0.9


@pytest.mark.parametrize("wrong", [{"members": 0}, {"clubs": -1}, {"activities": 0}, {"months": 0.0}])
def test_a_world_without_anything_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Settings(**wrong)


def test_until_is_the_end_of_what_is_known(dataset: Dataset) -> None:
    assert format_time(float(np.nanmax(dataset.interactions.number("at")))) < "2026-11-23T07:00:00Z"
