"""How fast we rank and learn, beside the predecessor, implicit and a bare dot product (the floor), in one run.

    python -m benchmarks.speed            # prints a table and writes benchmarks/speed.md

The world is made up: activities with forty words each, members with forty traces. Times are medians of many calls in
one process on one core; what counts are the ratios, machines being noisy.
"""

from __future__ import annotations

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

from moim import online
from moim.index import Index
from moim.ranking import NAMES, ChoiceModel, SignalSet
from moim.selection import Basis
from moim.signals import Candidates, Member
from moim.taste import MemberState, Profile
from moim.topics.counts import MemberCounts, SharedCounts
from moim.world import Event, World

NOW = 1.8e9
DAY = 86_400.0
WORDS = 20_000
OUT = Path(__file__).with_name("speed.md")


def made_up(open_now: int, rng: np.random.Generator, members: int = 10_000, past: int = 2_000) -> tuple[World, Index]:
    """A world of open activities and a past, with words already cut."""
    world = World()
    for club in range(1_700):
        world.put_club(
            {"club_id": f"c{club}", "name": f"모임{club}", "category": f"k{club % 13}", "region": f"r{club % 15}"}
            | {"lat": 37 + rng.random(), "lon": 126.5 + rng.random()}
        )
    for member in range(members):
        world.put_member({"member_id": f"m{member}", "lat": 37 + rng.random(), "lon": 126.5 + rng.random()})
        world.put_membership(f"c{int(rng.integers(1_700))}", f"m{member}")
    index = Index(world)
    popular = 1.0 / np.arange(1, WORDS + 1) ** 0.8
    popular /= popular.sum()
    for number in range(past + open_now):
        done = number < past
        start = NOW + (-30 if done else 10) * DAY * rng.random() + (0 if done else DAY)
        row = world.put_activity(
            {"activity_id": f"a{number}", "club_id": f"c{int(rng.integers(1_700))}", "title": f"활동 {number}"}
            | {"lat": 37 + rng.random(), "lon": 126.5 + rng.random(), "capacity": 30.0}
            | {"created_at": start - 40 * DAY, "recruit_start": start - 40 * DAY, "recruit_end": start}
            | {"activity_start": start, "activity_end": start + 7200}
        )
        index.texts.words[row] = [f"w{word}" for word in rng.choice(WORDS, 40, p=popular)]
        for member in rng.integers(members, size=8).tolist():
            world.observe(Event(f"m{member}", f"a{number}", "join", start - 20 * DAY))
    index.fit(NOW)
    return world, index


def someone(world: World, rng: np.random.Generator, past: int = 2_000) -> tuple[Profile, MemberState]:
    """A member with forty traces, friends, clubs and keywords."""
    state = MemberState()
    for number in rng.choice(past, 40, replace=False).tolist():
        kind = ("view", "like", "join", "join")[number % 4]
        state.learn(Event("m1", f"a{number}", kind, NOW - number * 1000.0))  # type: ignore[arg-type]
    friends = frozenset(f"m{i}" for i in range(2, 22))
    return Profile("m1", ("k1", "k2"), ("w5", "w50"), "r1", 37.5, 127.0, frozenset({"c1", "c2", "c3"}), friends), state


def median_ms(call: Callable[[], object], times: int = 200) -> float:
    """Median time of a call in milliseconds, after a few to warm up."""
    for _ in range(5):
        call()
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        spent.append(time.perf_counter() - start)
    return 1000 * statistics.median(spent)


def ranking(open_now: int, rng: np.random.Generator) -> dict[str, float]:
    """Milliseconds to rank one member against everything open."""
    world, index = made_up(open_now, rng)
    signals, model = SignalSet(index, NOW), ChoiceModel.prior()
    profile, state = someone(world, rng)
    gathered = Candidates(index, world.open_at(NOW), NOW)

    def rank() -> object:
        member = Member.of(world, profile, state, NOW)
        scores = model.effective(member.experience) @ signals.matrix(member, gathered)
        return np.argpartition(-scores, 63)[:64]

    items, user = rng.normal(size=(open_now, 64)).astype(np.float32), rng.normal(size=64).astype(np.float32)
    times = {
        f"moim, all {len(signals.signals)} signals": median_ms(rank),
        "moim, what is open gathered anew": median_ms(lambda: _gather(index, world), 20),
        "numpy dot product, 64 factors (the floor)": median_ms(lambda: np.argpartition(-(items @ user), 63)[:64]),
    }
    return times | _implicit(open_now, rng)


def _gather(index: Index, world: World) -> Candidates:
    gathered = Candidates(index, world.open_at(NOW), NOW)
    for name in ("words", "attendance", "usual", "hours", "newness", "siblings", "category_share"):
        getattr(gathered, name)
    return gathered


def _implicit(items: int, rng: np.random.Generator) -> dict[str, float]:
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
    return {"implicit ALS, recommend (64 factors)": median_ms(lambda: model.recommend(0, row, N=64))}


def learning(rng: np.random.Generator) -> tuple[dict[str, float], dict[str, float]]:
    """Milliseconds to learn from one click, and bytes a member."""
    texts, labels = _texts(rng)
    shared = SharedCounts.fit(texts, labels)
    world, _ = made_up(500, rng, members=1_000, past=500)
    _, state = someone(world, rng, past=500)
    blob, own = state.to_bytes(), MemberCounts()
    for number in range(40):
        shared.learn(own, texts[number], labels[number])
    counts = shared.to_bytes(own)

    def click() -> tuple[bytes, bytes]:
        mine = MemberState.from_bytes(blob)
        mine.learn(Event("m1", "a7", "view", NOW))
        words = shared.from_bytes(counts)
        shared.learn(words, texts[0], labels[0])
        return mine.to_bytes(), shared.to_bytes(words)

    def click_state() -> bytes:
        mine = MemberState.from_bytes(blob)
        mine.learn(Event("m1", "a7", "view", NOW))
        return mine.to_bytes()

    model = ChoiceModel.prior()
    weights = online.to_bytes(model)
    kept = [
        (f"a{number}", Basis(rng.normal(size=len(NAMES)).astype(np.float32), 3.0).to_bytes()) for number in range(8)
    ]

    def click_weights() -> bytes:
        shown = [(name, Basis.from_bytes(blob)) for name, blob in kept]
        choice = online.choice_from(shown, "a6", "join", {"a2"})
        assert choice is not None
        return online.to_bytes(online.stepped(online.from_bytes(weights, model), model, choice))

    old_click, old_list, old_bytes = _predecessor(texts, labels)
    times = {
        "moim, one click into a member's state (read, learn, write)": median_ms(click_state),
        "moim, one click on a list of eight into everybody's weights (read, learn, write)": median_ms(click_weights),
        "moim, and into their own text model": median_ms(click),
        "predecessor, one click (load, partial_fit, write)": median_ms(old_click, 20),
        "predecessor, a list (load, predict)": median_ms(old_list, 20),
    }
    sizes = {
        "moim, state after 40 activities": float(len(blob)),
        "moim, own text model after 40 activities": float(len(counts)),
        "predecessor": float(old_bytes),
    }
    return times, sizes


def _texts(rng: np.random.Generator) -> tuple[list[str], list[str]]:
    """1,060 texts in thirteen classes, as many as the predecessor had, over a vocabulary of its size."""
    texts = [" ".join(f"단어{word}" for word in rng.integers(4_500, size=60)) for _ in range(1_060)]
    return texts, [f"k{number % 13}" for number in range(1_060)]


def _predecessor(texts: list[str], labels: list[str]) -> tuple[Callable[[], object], Callable[[], object], int]:
    """The predecessor's own way, files included: the only place that writes its form, into a folder soon gone."""
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


def table(title: str, values: dict[str, float], unit: str, base: str) -> list[str]:
    """A Markdown table of values and their ratio to one of them."""
    lines = [f"| {title} | {unit} | ratio |", "| --- | ---: | ---: |"]
    return lines + [f"| {name} | {value:,.3g} | {value / values[base]:.3g} |" for name, value in values.items()] + [""]


def main() -> None:
    rng = np.random.default_rng(7)
    lines = [
        "# Speed",
        "",
        f"`python -m benchmarks.speed`, {datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, "
        f"Python {platform.python_version()}, numpy {np.__version__}, one core of two, other work running beside it.",
        "",
    ]
    for open_now in (1_000, 10_000):
        values = ranking(open_now, rng)
        lines += table(f"one member against {open_now:,} open activities", values, "ms", next(iter(values)))
    times, sizes = learning(rng)
    lines += table("one click", times, "ms", next(iter(times)))
    lines += table("a member's model", sizes, "bytes", next(iter(sizes)))
    million = (sizes["moim, state after 40 activities"]) * 1e6 / 1e9
    lines += [f"A million members with forty activities each: {million:.2f} GB of states.", ""]
    OUT.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
