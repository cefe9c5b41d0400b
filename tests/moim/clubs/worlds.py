"""Two crowds that never meet: potters and runners, each with clubs of their own kind."""

import numpy as np

from moim.data.times import DAY
from moim.data.world import World

POTTERY = ("도자기 물레 공방", "흙과 도자기", "주말 도자기 모임", "도자기 굽는 사람들")
RUNNING = ("한강 달리기", "새벽 달리기 모임", "달리기 크루", "마라톤 달리기 준비")


def club(world, name, **row):
    kind = "도자기" if "도자기" in name else "달리기"
    place = {"lat": 37.5, "lon": 127.0} if kind == "도자기" else {"lat": 37.6, "lon": 127.1}
    given = {"club_id": name, "name": name, "category": kind, "tags": f"{kind};취미", "region": "서울"}
    return world.put_club(given | place | row)


def crowds(members=40, cold=("도자기 손맛", "달리기 입문"), seed=0):
    """Each of ``members`` potters and as many runners is in two of their four clubs; ``cold`` clubs have nobody."""
    world = World()
    for day, name in enumerate((*POTTERY, *RUNNING, *cold)):
        club(world, name, created_at=day * DAY)
    rng = np.random.default_rng(seed)
    for number in range(members):
        for kind, names in (("p", POTTERY), ("r", RUNNING)):
            for which in rng.choice(len(names), 2, replace=False):
                world.put_membership(names[which], f"{kind}{number}")
    return world
