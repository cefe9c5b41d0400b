"""The ground truth of a synthetic world, which models must not use: tastes, relations and utilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from moim.data.times import DAY
from moim.synthetic.gatherings import SEOUL, Activities, Clubs
from moim.synthetic.people import People
from moim.synthetic.preferences import CARDS, VIEW_AT, Matrix, Situation, attention, log_km, utility

SCHEMA = 1
"""Version of the file format; :meth:`HiddenTastes.read` refuses others."""


@dataclass(slots=True)
class Ties:
    """Friendships, memberships and joins, which utility depends on. Indices are rows; times are seconds since 1970."""

    friends: NDArray[np.int64]
    """[pairs, 2]: pairs of members, including those not listed as friends on the site."""
    friends_since: NDArray[np.float64]
    memberships: NDArray[np.int64]
    """[memberships, 2]: member, club."""
    memberships_since: NDArray[np.float64]
    joins: NDArray[np.int64]
    """[joins, 2]: member, activity."""
    joins_since: NDArray[np.float64]
    joins_until: NDArray[np.float64]
    """Time of cancelling, inf if never cancelled."""


TABLES: dict[str, Any] = {"people": People, "clubs": Clubs, "activities": Activities, "ties": Ties}


@dataclass(slots=True)
class HiddenTastes:
    """The true preferences of a synthetic world, from which an oracle can rank.

    Example: the best possible ranking of the open activities for one member::

        hidden = HiddenTastes.read("world/hidden.npz")
        order = np.argsort(-hidden.expected(["m7"], open_ids, at)[0])
    """

    member_ids: NDArray[np.str_]
    activity_ids: NDArray[np.str_]
    people: People
    clubs: Clubs
    activities: Activities
    ties: Ties

    def utility(self, member_ids: Sequence[str], activity_ids: Sequence[str], at: float) -> Matrix:
        """Expected utility of joining, ``float32[members, activities]``, given everything before ``at``.

        The generator draws joins from it by adding noise; it is ``-inf`` if the member runs the club.

        Parameters
        ----------
        member_ids
            Ids of the members.
        activity_ids
            Ids of the activities.
        at
            Seconds since 1970.

        Raises
        ------
        KeyError
            A member or an activity is not in this world.
        """
        members, offers = self._rows(self.member_ids, member_ids), self._rows(self.activity_ids, activity_ids)
        now = self.situation(members, offers, at)
        return utility(self.people, self.clubs, self.activities, members, offers, at, now)

    def expected(self, member_ids: Sequence[str], activity_ids: Sequence[str], at: float) -> Matrix:
        """Log of the expected rate of joining, ``float32[members, activities]``, up to a constant per member.

        The rate is the probability of being noticed times that of being opened times exp(utility). Members only join
        activities they notice, which favours new, popular and near ones. Ranking by this rate predicts joins as well as
        possible; ranking by :meth:`utility` shows the activities that members would like most. Arguments and errors as
        in :meth:`utility`.
        """
        members, offers = self._rows(self.member_ids, member_ids), self._rows(self.activity_ids, activity_ids)
        now = self.situation(members, offers, at)
        wish = utility(self.people, self.clubs, self.activities, members, offers, at, now).astype(np.float64)
        weight = np.exp(attention(self.people, self.activities, members, offers, at, now).astype(np.float64))
        share = weight / weight.sum(axis=1, keepdims=True)
        looked_at = np.minimum(self.people.patience[members, None], CARDS)
        noticed = np.log(-np.expm1(-looked_at * share))
        opened = -np.logaddexp(0.0, VIEW_AT - wish)
        score: Matrix = (noticed + opened + wish).astype(np.float32)
        return score

    def write(self, path: Path | str) -> None:
        """Write everything to one ``.npz`` file; the same world gives the same bytes."""
        ids = {"member_ids": self.member_ids, "activity_ids": self.activity_ids}
        parts: dict[str, Any] = {"schema": np.array(SCHEMA)} | ids
        for name, kind in TABLES.items():
            table = getattr(self, name)
            parts |= {f"{name}.{column.name}": getattr(table, column.name) for column in fields(kind)}
        with Path(path).open("wb") as stream:
            np.savez_compressed(stream, **parts)

    @classmethod
    def read(cls, path: Path | str) -> Self:
        """Read a file that :meth:`write` has written, without pickle.

        Raises
        ------
        ValueError
            The file has another schema.
        """
        with np.load(path, allow_pickle=False) as stored:
            if int(stored["schema"]) != SCHEMA:
                raise ValueError(f"{path}: schema {stored['schema']}, expected {SCHEMA}")
            tables: dict[str, Any] = {
                name: kind(**{column.name: stored[f"{name}.{column.name}"] for column in fields(kind)})
                for name, kind in TABLES.items()
            }
            return cls(stored["member_ids"], stored["activity_ids"], **tables)

    @staticmethod
    def _rows(known: NDArray[np.str_], wanted: Sequence[str]) -> NDArray[np.int64]:
        row = {name: index for index, name in enumerate(known.tolist())}
        return np.array([row[name] for name in wanted], np.int64)

    def situation(self, members: NDArray[np.int64], offers: NDArray[np.int64], at: float) -> Situation:
        """The inputs of the utility for those rows of members and activities, from everything before ``at``."""
        ties, activities = self.ties, self.activities
        m, a, c = len(self.people), len(activities), len(self.clubs)
        current = (ties.joins_since < at) & (at <= ties.joins_until)
        joins = _counts(ties.joins[current], (m, a))
        friends = _counts(ties.friends[ties.friends_since < at], (m, m))
        friends = (friends + friends.T)[members]
        in_club = _counts(ties.memberships[ties.memberships_since < at], (m, c))[members]
        joined = ties.joins[current]
        habit = _counts(np.stack([joined[:, 0], activities.club[joined[:, 1]]], axis=1), (m, c))[members]
        day = ((activities.start + SEOUL) // DAY).astype(np.int64)
        first = day.min()
        busy = _counts(np.stack([joined[:, 0], day[joined[:, 1]] - first], axis=1), (m, int(day.max() - first) + 1))
        club = activities.club[offers]
        return Situation(
            club=in_club[:, club].toarray() > 0,
            habit=habit[:, club].toarray(),
            friends=(friends @ joins)[:, offers].toarray(),
            clash=busy[members][:, day[offers] - first].toarray() > 0,
            joins=np.bincount(joined[:, 1], minlength=a)[offers].astype(np.float32),
            distance=log_km(self.people, members, *activities.place(offers)),
        )


def _counts(pairs: NDArray[np.int64], shape: tuple[int, int]) -> sparse.csr_matrix:
    return sparse.csr_matrix((np.ones(len(pairs), np.float32), (pairs[:, 0], pairs[:, 1])), shape)
