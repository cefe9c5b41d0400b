"""A world small enough to follow by hand."""

from moim.data.dataset import Dataset
from moim.data.table import Table
from moim.data.times import DAY


def small(**changes):
    """Two clubs, three members, three activities; times in days.

    a1 (club c1) is open from day 0 to 10, a2 (c1) from 1 to 10 with one seat, a3 (c2) from 2 to 10. ann joins a1 on
    day 1 and a3 on day 5; bob joins a2 on day 3 and cancels on day 4; cat joins a1 on day 6 and a2 on day 7.
    """
    tables = {
        "members": {"member_id": ["ann", "bob", "cat"]},
        "clubs": {"club_id": ["c1", "c2"], "name": ["Runners", "Potters"]},
        "activities": {
            "activity_id": ["a1", "a2", "a3"],
            "club_id": ["c1", "c1", "c2"],
            "title": ["Run by the river", "Run up the hill", "A bowl of clay"],
            "created_at": days(0, 1, 2),
            "recruit_start": days(0, 1, 2),
            "recruit_end": days(10, 10, 10),
            "activity_start": days(11, 11, 11),
            "capacity": [5, 1, 5],
        },
        "club_members": {"club_id": ["c1", "c2"], "member_id": ["ann", "cat"], "joined_at": [days(5)[0], float("nan")]},
        "interactions": {
            "member_id": ["ann", "bob", "bob", "ann", "cat", "cat"],
            "activity_id": ["a1", "a2", "a2", "a3", "a1", "a2"],
            "kind": ["join", "join", "cancel", "join", "join", "join"],
            "at": days(1, 3, 4, 5, 6, 7),
        },
    }
    tables |= changes
    return Dataset(**{name: Table.of(name, columns) for name, columns in tables.items()})


def days(*numbers):
    """Seconds since 1970."""
    return [number * DAY for number in numbers]


class Constant:
    """A model that scores by row and keeps what it was told."""

    def __init__(self, name="constant", sign=1.0):
        self.name = name
        self.sign = sign
        self.told = []

    def start(self, world, at):
        self.world = world
        self.told.append(("start", at))

    def score(self, member, candidates, at):
        self.told.append(("score", self.world.member_ids.names[member], candidates.tolist(), at / DAY))
        return self.sign * candidates.astype(float)

    def before(self, event):
        self.told.append(("before", event.member_id, self.world.log.__len__()))

    def after(self, event):
        self.told.append(("after", event.member_id, self.world.log.__len__()))
