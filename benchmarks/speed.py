"""Speed of ranking and learning, compared with the predecessor, implicit and a plain dot product (lower bound).

    python -m benchmarks.speed            # prints a table and writes benchmarks/speed.md

The world is random: activities with forty words each, and a member with forty traces and forty texts in their own
model. Times are medians of many calls in one process on one core: wall time, and CPU time (user and system), which is
less affected by other work on the machine. Since machines are noisy, read the ratios.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from moim.checkpoint import Parts
from moim.clubs.training import train_club_ranker
from moim.data.events import Event
from moim.data.times import DAY
from moim.data.world import World
from moim.features import Candidates, Member
from moim.features.context import FeatureContext
from moim.lists.query import Query
from moim.members import MemberState, OwnTexts, Profile
from moim.ranking import logged_features, online_update
from moim.ranking.choice_model import NAMES, SCENARIOS, ChoiceModel
from moim.recommender import Recommender

NOW = 1.8e9
WORDS = 20_000
OUT = Path(__file__).with_name("speed.md")

Times = tuple[float, float]
"""Milliseconds: wall time, CPU time."""


def made_up(
    open_now: int, rng: np.random.Generator, members: int = 10_000, past: int = 2_000
) -> tuple[World, FeatureContext]:
    """A random world with open and past activities, whose texts are already tokenised."""
    world = World()
    for club in range(1_700):
        world.put_club(
            {"club_id": f"c{club}", "name": f"모임{club}", "category": f"k{club % 13}", "region": f"r{club % 15}"}
            | {"lat": 37 + rng.random(), "lon": 126.5 + rng.random()}
        )
    for member in range(members):
        world.put_member({"member_id": f"m{member}", "lat": 37 + rng.random(), "lon": 126.5 + rng.random()})
        world.put_membership(f"c{int(rng.integers(1_700))}", f"m{member}")
    context = FeatureContext(world)
    popular = 1.0 / np.arange(1, WORDS + 1) ** 0.8
    popular /= popular.sum()
    for number in range(past + open_now):
        done = number < past
        start = NOW + (-30 if done else 10) * DAY * rng.random() + (0 if done else DAY)
        words = [f"w{word}" for word in rng.choice(WORDS, 40, p=popular)]
        row = world.put_activity(
            {"activity_id": f"a{number}", "club_id": f"c{int(rng.integers(1_700))}", "title": f"활동 {number}"}
            | {"lat": 37 + rng.random(), "lon": 126.5 + rng.random(), "capacity": 30.0}
            | {"created_at": start - 40 * DAY, "recruit_start": start - 40 * DAY, "recruit_end": start}
            | {"activity_start": start, "activity_end": start + 7200, "content": " ".join(words)}
        )
        context.texts.words[row] = words
        for member in rng.integers(members, size=8).tolist():
            world.observe(Event(f"m{member}", f"a{number}", "join", start - 20 * DAY))
    context.fit(NOW)
    context.learn_topics(NOW)
    return world, context


def someone(world: World, rng: np.random.Generator, past: int = 2_000) -> tuple[Profile, MemberState]:
    """A member with forty traces, forty texts in their own model, friends, clubs and keywords."""
    state, own = MemberState(), OwnTexts()
    for number in rng.choice(past, 40, replace=False).tolist():
        kind = ("view", "like", "join", "join")[number % 4]
        state.update(Event("m1", f"a{number}", kind, NOW - number * 1000.0))  # type: ignore[arg-type]
        own.add(f"a{number}")
    state.topics = own
    friends = frozenset(f"m{i}" for i in range(2, 22))
    return Profile("m1", ("k1", "k2"), ("w5", "w50"), "r1", 37.5, 127.0, frozenset({"c1", "c2", "c3"}), friends), state


def measured(call: Callable[[], object], times: int = 200) -> Times:
    """Median wall and CPU times of a call, after five calls to warm up."""
    for _ in range(5):
        call()
    wall, processor = [], []
    for _ in range(times):
        start, used = time.perf_counter(), time.process_time()
        call()
        processor.append(time.process_time() - used)
        wall.append(time.perf_counter() - start)
    return 1000 * statistics.median(wall), 1000 * statistics.median(processor)


def ranking(open_now: int, rng: np.random.Generator) -> dict[str, Times]:
    """Times to rank one member against everything open."""
    world, context = made_up(open_now, rng)
    models = {scenario: ChoiceModel.prior() for scenario in SCENARIOS}
    recommender = Recommender(Parts(world, context, models, train_club_ranker(World(), at=NOW), NOW))
    features, model = recommender.features, models["visit"]
    profile, state = someone(world, rng)
    gathered = Candidates(context, world.open_at(NOW), NOW)

    def rank(candidates: Candidates = gathered) -> object:
        member = Member.of(world, profile, state, NOW)
        scores = model.effective(member.experience) @ features.matrix(member, candidates)
        return np.argpartition(-scores, 63)[:64]

    def rank_anew() -> object:
        return rank(Candidates(context, world.open_at(NOW), NOW))

    def page() -> object:
        return recommender.recommend(Query(profile, state, at=NOW))

    joins = iter(range(1_000_000))

    def page_after_a_join() -> object:
        world.observe(Event(f"m{next(joins) % 10_000}", f"a{2_000 + next(joins) % open_now}", "join", NOW))
        return page()

    items, user = rng.normal(size=(open_now, 64)).astype(np.float32), rng.normal(size=64).astype(np.float32)
    times = {
        f"moim, all {len(features.features)} features": measured(rank),
        "moim, with the open activities collected again for it": measured(rank_anew, 50),
        "moim, a whole list of eight with its reasons": measured(page),
        "moim, that list right after somebody joined": measured(page_after_a_join, 50),
        "numpy dot product, 64 factors (the floor)": measured(lambda: np.argpartition(-(items @ user), 63)[:64]),
    }
    return times | _implicit(open_now, rng)


def _implicit(items: int, rng: np.random.Generator) -> dict[str, Times]:
    try:
        import implicit
    except ImportError:
        print("implicit is not installed: its line is left out", file=sys.stderr)
        return {}
    from scipy.sparse import random as sparse

    seen = sparse(2_000, items, density=40 / items, format="csr", random_state=1, dtype=np.float32)
    model = implicit.als.AlternatingLeastSquares(factors=64, iterations=1, num_threads=1, random_state=1)
    model.fit(seen, show_progress=False)
    row = seen[0]
    return {"implicit ALS, recommend (64 factors)": measured(lambda: model.recommend(0, row, N=64))}


def learning(rng: np.random.Generator) -> tuple[dict[str, Times], dict[str, float]]:
    """Times to learn from one click, and bytes stored per member."""
    old_click, old_list, old_bytes = _predecessor(*_texts(rng))
    state, own = _well_known(rng, None)
    _, fading = _well_known(rng, 90 * DAY)
    model = ChoiceModel.prior()
    weights = online_update.to_bytes(model)
    features = rng.normal(size=(8, len(NAMES))).astype(np.float32).T
    shown = [(f"a{number}", data) for number, data in enumerate(logged_features.encode(features, 3.0))]

    def click_weights() -> bytes:
        choice = online_update.choice_from_impression(shown, "a6", "join", {"a2"})
        assert choice is not None
        return online_update.update_bytes(weights, model, choice)[0]

    times = {
        "moim, one click: state and own text model (read, learn, write)": measured(_click(state, own)),
        "moim, the same with a half-life for texts": measured(_click(state, fading)),
        "moim, one click on a list of eight into the shared weights (read, learn, write)": measured(click_weights),
        "predecessor, one click (load, partial_fit, write)": measured(old_click, 20),
        "predecessor, a list (load, predict)": measured(old_list, 20),
    }
    sizes = {
        "moim, state and own text model": float(len(state) + len(own)),
        "moim, the same with a half-life for texts": float(len(state) + len(fading)),
        "moim, state alone": float(len(state)),
        "moim, own text model alone": float(len(own)),
        "predecessor": float(old_bytes),
    }
    return times, sizes


def _well_known(rng: np.random.Generator, half_life: float | None) -> tuple[bytes, bytes]:
    """The encoded state and own text model of a member with one to three events on each of forty activities."""
    state, at = MemberState(topics=OwnTexts(half_life=half_life)), NOW - 300 * DAY
    for number in rng.choice(1_000_000, 40, replace=False).tolist():
        for kind in ("view", "like", "view")[: int(rng.integers(1, 4))]:
            at += 5 * DAY * rng.random()
            state.update(Event("m1", str(number), kind, at))  # type: ignore[arg-type]
    return state.to_parts()


def _click(state: bytes, own: bytes) -> Callable[[], object]:
    def click() -> tuple[bytes, bytes]:
        mine = MemberState.from_parts(state, own)
        mine.update(Event("m1", "7", "view", NOW))
        return mine.to_parts()

    return click


def _texts(rng: np.random.Generator) -> tuple[list[str], list[str]]:
    """1,060 texts in 13 classes and a vocabulary of 4,500 words: the size of the predecessor's training data."""
    texts = [" ".join(f"단어{word}" for word in rng.integers(4_500, size=60)) for _ in range(1_060)]
    return texts, [f"k{number % 13}" for number in range(1_060)]


def _predecessor(texts: list[str], labels: list[str]) -> tuple[Callable[[], object], Callable[[], object], int]:
    """The predecessor's way to learn and predict, including its joblib files, which only this benchmark writes.

    Returns
    -------
    tuple[Callable[[], object], Callable[[], object], int]
        Functions to learn from a click and to predict for a list, and the bytes of a member's file.
    """
    import joblib  # the predecessor wrote its files with it
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.naive_bayes import MultinomialNB
    from sklearn.pipeline import Pipeline

    pipeline = Pipeline([("count_v", CountVectorizer()), ("mnnb", MultinomialNB())]).fit(texts, labels)
    path = Path(tempfile.mkdtemp()) / "predecessor.joblib"
    joblib.dump(pipeline, path)  # predecessor

    def click() -> object:
        model: Any = joblib.load(path)  # predecessor
        model["mnnb"].partial_fit(model["count_v"].transform(texts[:1]), labels[:1])
        return joblib.dump(model, path)  # predecessor

    def ask() -> object:
        model: Any = joblib.load(path)  # predecessor
        return model.predict_proba([texts[0]])

    return click, ask, path.stat().st_size


def table(title: str, values: dict[str, Times]) -> list[str]:
    """A Markdown table of times, with the ratio of each CPU time to the first."""
    base = next(iter(values.values()))[1]
    lines = [f"| {title} | ms | CPU ms | ratio |", "| --- | ---: | ---: | ---: |"]
    lines += [f"| {name} | {wall:,.3g} | {used:,.3g} | {used / base:.3g} |" for name, (wall, used) in values.items()]
    return [*lines, ""]


def sizes_table(sizes: dict[str, float]) -> list[str]:
    """A Markdown table of the bytes per member, and GB for a million members."""
    lines = ["| a member with forty activities | bytes | a million, GB |", "| --- | ---: | ---: |"]
    return [*lines, *(f"| {name} | {size:,.0f} | {size / 1000:,.2f} |" for name, size in sizes.items()), ""]


def main() -> None:
    """Measure everything, write the tables and print them."""
    rng = np.random.default_rng(7)
    busy = os.getloadavg()
    lines = [
        "# Speed",
        "",
        f"`python -m benchmarks.speed`, {datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, "
        f"Python {platform.python_version()}, numpy {np.__version__}, one core of {os.cpu_count()}. "
        f"Load of other work when it began: {busy[0]:.1f} (0 would be none).",
        "",
    ]
    for open_now in (1_000, 10_000):
        lines += table(f"one member against {open_now:,} open activities", ranking(open_now, rng))
    times, sizes = learning(rng)
    lines += table("one click", times)
    lines += sizes_table(sizes)
    OUT.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    with threadpool_limits(1):
        main()
