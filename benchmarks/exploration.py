"""What giving chances costs, and whom it shows: pages of eight for the demo world's members, whose tastes are known.

    python benchmarks/exploration.py      # writes exploration.md next to this file

For each way of making a page: the joins to expect of it (the generator's own chance that a member notices, opens and
joins each item, summed over the page) as a share of the best page possible for that member, how much of what is shown
belongs to clubs that have held at most three activities, and how unevenly clubs are shown (Gini). It is the price of
one page; what is learned from the draws in the long run would need the world to answer.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from moim.dataset import parse_time
from moim.evaluation.exposure import gini
from moim.page import NEW_CLUB_HELD, PageSettings
from moim.rank import states_before
from moim.recommender import Recommender
from moim.synthetic import Settings, make_world
from moim.taste import MemberState, Profile

SEED, UNTIL, DAY = 7, parse_time("2026-06-01T00:00:00Z"), 86_400.0
AT, MEMBERS, K = UNTIL - 30 * DAY, 600, 8
OUT = Path(__file__).with_name("exploration.md")
PAGES: dict[str, PageSettings | None] = {
    "bare ranking": None,
    "variety, two of a club at most": PageSettings(),
    "and epsilon .05": PageSettings(explore=0.05),
    "and epsilon .1": PageSettings(explore=0.1),
    "and epsilon .2": PageSettings(explore=0.2),
    "and epsilon .4": PageSettings(explore=0.4),
}


def main() -> None:
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
            page = recommender.recommend(
                profile, states.get(member, MemberState()), at=AT, k=K, page=settings, seed=seed
            )
            ids = [one.item_id for one in page]
            worth[seed] = rates[seed, [place[i] for i in ids]].sum() / best[seed]
            shown.update(int(clubs[recommender.world.activity_ids.get(i)]) for i in ids)
        new = sum(count for club, count in shown.items() if held[club] <= NEW_CLUB_HELD) / shown.total()
        uneven = gini(np.array([shown.get(club, 0) for club in range(len(held))], np.float64))
        lines.append(f"| {name} | {worth.mean():.1%} | {new:.1%} | {uneven:.3f} |")
    text = "\n".join(
        [
            "# What exploration costs",
            "",
            f"`python benchmarks/exploration.py`, {datetime.now(UTC):%Y-%m-%d}: {MEMBERS} members of the demo world, "
            f"pages of {K}, thirty days before its end.",
            "",
            "| page | joins to expect, of the best page's | shown of new clubs | Gini over clubs |",
            "| --- | ---: | ---: | ---: |",
            *lines,
            "",
        ]
    )
    OUT.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
