"""What the package asks of the platform: one class, named by the setting ``MOIM["ADAPTER"]``.

Ids that the engine sees are the platform's integer keys as text. Times are aware datetimes here and float seconds since
1970 UTC in rows for the engine, ``nan`` where not known.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, Protocol

from django.utils.module_loading import import_string

from moim_django.conf import Moim

if TYPE_CHECKING:
    from moim.data.dataset import Dataset
    from moim.members.state import MemberState, Profile

Target = Literal["activities", "clubs"]


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new or different on the platform. Rows have the data set's columns as keys.

    ``until`` is where the next look begins: the largest time of change among the rows seen, or the time asked since.
    """

    until: datetime.datetime
    clubs: Sequence[Mapping[str, object]] = ()
    activities: Sequence[Mapping[str, object]] = field(default=())


class Adapter(Protocol):
    """The platform's side. Every method is called inside a request and costs one indexed query where not said else."""

    def member(self, member_id: int, state: MemberState) -> tuple[Profile, MemberState]:
        """What the platform knows about a member, and the part of their state that may be used for their lists.

        Both lack what the member does not want to be used. The profile of a member the platform does not know is empty.
        One query more is fine for a member who has such a wish.
        """

    def confirm(
        self, ids: Sequence[str], *, member_id: int | None, at: datetime.datetime, target: Target, rows: bool
    ) -> Mapping[str, Any]:
        """Of these, the ones that may be shown to this member (``None``: a visitor) right now: shown, open, with a
        seat, not joined, owned or hidden. The value of each is whatever the platform wants at hand to draw it; with
        ``rows=False`` nobody looks at the values.
        """

    def fallback(self, *, at: datetime.datetime, limit: int, target: Target) -> Sequence[str]:
        """The list of a platform without a model: what is open, the newest and best attended first."""

    def changes(self, since: datetime.datetime) -> Changes:
        """Clubs and activities that changed at ``since`` or later (two queries). May name a row again."""

    def dataset(self) -> Dataset:
        """The whole platform in the form of DATASET.md, interactions from :class:`moim_django.models.Interaction`.

        Rows made up by completion, and synthetic interactions on a platform that also has real ones, are no evidence
        and are left out. Called when a version is trained; it may take seconds.
        """

    def names(self, ids: Iterable[str], *, target: Target) -> Mapping[str, str]:
        """Titles, for operators' pages and a member's taste."""


def adapter() -> Adapter:
    """The platform's adapter, made once for each path.

    Raises:
        ImportError: there is no such class.
    """
    return _adapter(Moim.from_settings().adapter)


@lru_cache(maxsize=8)
def _adapter(path: str) -> Adapter:
    made: Adapter = import_string(path)()
    return made
