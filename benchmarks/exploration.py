"""Costs and benefits of exploration, measured in synthetic worlds whose tastes are known, with pages of eight.

    python -m benchmarks.exploration      # writes exploration.md next to this file

The price of one page, in the demo world, for each policy: the expected joins of a page (the generator's probability
that the member notices, opens and joins each item, summed over the page) as a share of the best possible page, the
share of shown items from clubs that have held at most three activities, and the Gini coefficient of the clubs'
impressions.

The long run, in a small closed-loop simulation (:mod:`benchmarks.closed_loop`), for each policy over several seeds: the
joins of members who see such pages for forty days while the weights learn from each like and join, and the quality of
the final ranking.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from benchmarks.closed_loop import METRICS, Outcome, Policy, differences, simulate

from moim.data.times import parse_time
from moim.evaluation.exposure import gini
from moim.lists.query import Query
from moim.lists.reranking import NEW_CLUB_HELD, RerankSettings
from moim.members import MemberState, Profile
from moim.members.replay import states_before
from moim.recommender import Recommender
from moim.synthetic import Settings, make_world

SEED, UNTIL, DAY = 7, parse_time("2026-06-01T00:00:00Z"), 86_400.0
AT, MEMBERS, K = UNTIL - 30 * DAY, 600, 8
OUT = Path(__file__).with_name("exploration.md")
PAGES: dict[str, RerankSettings | None] = {
    "by score alone": None,
    "variety, two of a club at most": RerankSettings(calibration=0.0),
    "and the member's mix of categories": RerankSettings(),
    "that mix three times as strong": RerankSettings(calibration=1.5),
    "and all that, epsilon .05": RerankSettings(explore=0.05),
    "and all that, epsilon .1": RerankSettings(explore=0.1),
    "and all that, epsilon .2": RerankSettings(explore=0.2),
    "and all that, epsilon .4": RerankSettings(explore=0.4),
}


YOUNG = Settings(members=600, clubs=200, activities=500, months=2)
STRETCH, SEEDS = 40, 6
POLICIES = {
    "no exploration": Policy(),
    "without the member's mix of categories": Policy(calibration=0.0),
    "that mix three times as strong": Policy(calibration=1.5),
    "epsilon .05": Policy(explore=0.05),
    "epsilon .1": Policy(explore=0.1),
    "UCB, weights: 1 s.d. of the score": Policy(unsure=1.0),
    "UCB, exposure: .5 sqrt(ln shown / shown of the club)": Policy(unseen=0.5),
    "Thompson: weights drawn for each page": Policy(draw=True),
}
LEARNING = {
    "the whole page, as in service": Policy(),
    "the page down to one below the chosen": Policy(learn="cut"),
    "the whole page, looked at by place ** -.5": Policy(eta=0.5),
    "the whole page, looked at by place ** -1": Policy(eta=1.0),
    "nothing is learned": Policy(learn="nothing"),
    "in steps of .2": Policy(rate=0.2),
    "in steps of .02": Policy(rate=0.02),
}
SHORT = 10
KNOWING = {name: policy for name, policy in LEARNING.items() if not policy.eta and policy.learn != "cut"}


EXPLORING = (
    "No way of exploring gains joins. The epsilons and UCB by the weights cost about one join in a hundred visits (of "
    "26), Thompson sampling two and a half. UCB by exposure has no visible cost; it shows new clubs more and all "
    "clubs more evenly. Following the member's mix of categories has no visible cost either. Three times as strong, "
    "it costs a join in a hundred visits, although by the price of one page, where every member counts alike, it "
    "should gain."
)
LEARNED = (
    "Compared with learning nothing, the whole page gives a clearly better ranking and no fewer joins. It is no worse "
    "than the page down to one below the chosen item, which compares the choice mostly with what the ranking itself "
    "had put above it; with steps of .2 that page once cost .061 ± .032 nDCG@10 against the whole one. Assuming that "
    "lower places are looked at less does not help, although in this world they are (of the members who look at the "
    "first place, .85, .62 and .35 look at the second, fourth and eighth; the power -.5 assumes .71, .50 and .35, the "
    "power -1 assumes .50, .25 and .13): -1 costs half a join and some of the ranking. Steps of .02 learn a little "
    "less in these days, steps of .2 as much as steps of .05."
)
KNOWN = (
    "If the weights are good already, ten days of learning in steps of .05 do no harm; with steps of .2 they end "
    "lower (-.019 ± .025 here; -.024 ± .024, in each of the worlds, with an earlier engine)."
)
"""Findings from the tables of 2026-11-26; check them when the tables change."""


def main() -> None:
    """Measure everything, write the page and print it."""
    head = f"`python -m benchmarks.exploration`, {datetime.now(UTC):%Y-%m-%d}."
    text = "\n".join(["# What exploration costs, and what it earns", "", head, "", *price(), "", *long_run(), ""])
    OUT.write_text(text, encoding="utf-8")
    print(text)


def long_run() -> list[str]:
    """Lines of the section on the closed-loop simulations: differences from the first policy, paired by seed."""
    began = time.process_time()
    found = simulated([*POLICIES.values(), *LEARNING.values()], STRETCH)
    short = simulated(list(KNOWING.values()), SHORT)
    pages = np.mean([one.pages for one in found[Policy()]])
    spent = (time.process_time() - began) / 60
    return [
        "## In the long run",
        "",
        f"{SEEDS} young worlds of {YOUNG.members} members, {YOUNG.clubs} clubs and {YOUNG.activities} activities in "
        f"two months: two weeks without our pages, then {STRETCH} days in which {pages:,.0f} visits (on average) see "
        f"pages of {K} and the weights learn from every like and join. {spent:.0f} CPU minutes.",
        "",
        "The first row is the mean over the worlds, the others the mean difference from it, paired by world, with half "
        "of its 95 % interval.",
        "",
        *_table(POLICIES, found),
        "",
        EXPLORING,
        "",
        "## What a choice is learned against",
        "",
        "The same worlds, without exploration.",
        "",
        *_table(LEARNING, found),
        "",
        LEARNED,
        "",
        "## When the version knows more",
        "",
        f"The same worlds, trained on six weeks instead of a fortnight; then {SHORT} days of our pages.",
        "",
        *_table(KNOWING, short),
        "",
        KNOWN,
    ]


def simulated(policies: Sequence[Policy], days: int) -> dict[Policy, list[Outcome]]:
    """Outcomes of each policy in each world; a policy that occurs twice is simulated once."""
    found: dict[Policy, list[Outcome]] = {policy: [] for policy in policies}
    for seed in range(SEEDS):
        world = make_world(YOUNG, np.random.default_rng(100 + seed), UNTIL)
        start = UNTIL - (days + 5) * DAY
        with TemporaryDirectory() as folder:
            fitted = Recommender.fit(world.dataset, at=start)
            fitted.save(Path(folder) / "version")
            words = fitted.context.texts.words
            for policy, outcomes in found.items():
                recommender = Recommender.load(Path(folder) / "version")
                recommender.context.texts.words = words  # reuse the tokenised texts
                states = states_before(world.dataset, start)
                outcome = simulate(world, recommender, states, start, days, policy, seed)
                outcomes.append(outcome)
                print(seed, policy, outcome.pages, outcome.joins, f"{outcome.ndcg:.3f}", flush=True)
    return found


def _table(policies: dict[str, Policy], found: dict[Policy, list[Outcome]]) -> list[str]:
    first, *others = policies
    base = {name: [metric(one) for one in found[policies[first]]] for name, metric in METRICS.items()}
    lines = [
        "| | " + " | ".join(METRICS) + " |",
        "| --- |" + " ---: |" * len(METRICS),
        f"| {first} | " + " | ".join(f"{np.mean(base[name]):.3f}" for name in METRICS) + " |",
    ]
    for policy in others:
        cells = []
        for name, metric in METRICS.items():
            mean, half = differences(base[name], [metric(one) for one in found[policies[policy]]])
            cells.append(f"{mean:+.3f} ± {half:.3f}")
        lines.append(f"| {policy} | " + " | ".join(cells) + " |")
    return lines


def price() -> list[str]:
    """Lines of the section on the expected joins of a single page."""
    world = make_world(Settings(), np.random.default_rng(SEED), UNTIL)
    recommender = Recommender.fit(world.dataset, at=AT)
    states = states_before(world.dataset, AT)
    members = np.random.default_rng(1).choice(world.dataset.members.text("member_id"), MEMBERS, replace=False).tolist()
    clubs, held = recommender.world.activities["club"], recommender.world.clubs["held"]
    names_of = recommender.world.activity_ids.names
    open_now = [names_of[row] for row in recommender.world.open_at(AT)]
    rates = np.exp(world.hidden.expected(members, open_now, AT).astype(np.float64))
    best = np.sort(rates, axis=1)[:, -K:].sum(axis=1)
    place = {identifier: column for column, identifier in enumerate(open_now)}
    lines = []
    for name, settings in PAGES.items():
        worth, shown = np.zeros(MEMBERS), Counter[int]()
        for seed, member in enumerate(members):
            row = recommender.world.member_ids.get(member)
            names = recommender.world.club_ids.names
            mine = frozenset(names[club] for club in recommender.world.member_clubs[row])
            profile = Profile(member, recommender.world.interests[row], recommender.world.keywords[row], clubs=mine)
            query = Query(profile, states.get(member, MemberState()), at=AT, k=K)
            page = recommender.recommend(query, rerank=settings, seed=seed)
            ids = [one.item_id for one in page]
            worth[seed] = rates[seed, [place[i] for i in ids]].sum() / best[seed]
            shown.update(int(clubs[recommender.world.activity_ids.get(i)]) for i in ids)
        new = sum(count for club, count in shown.items() if held[club] <= NEW_CLUB_HELD) / shown.total()
        uneven = gini(np.array([shown.get(club, 0) for club in range(len(held))], np.float64))
        lines.append(f"| {name} | {worth.mean():.1%} | {new:.1%} | {uneven:.3f} |")
    return [
        "## The price of one page",
        "",
        f"{MEMBERS} members of the demo world, pages of {K}, thirty days before its end.",
        "",
        "| page | expected joins, as a share of the best page's | shown of new clubs | Gini over clubs |",
        "| --- | ---: | ---: | ---: |",
        *lines,
    ]


if __name__ == "__main__":
    main()
