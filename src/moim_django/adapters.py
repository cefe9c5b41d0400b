"""What the package needs from the platform: one class, named by the setting ``MOIM["ADAPTER"]``.

The engine's ids are the platform's integer keys as text. Times are aware datetimes here, and float seconds since 1970
UTC in rows for the engine, ``nan`` if unknown.
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
    from moim.members import MemberState, Profile

Target = Literal["activities", "clubs"]


@dataclass(frozen=True, slots=True)
class Changes:
    """Clubs and activities that are new or different. Keys of the rows are the columns of the data set (DATASET.md).

    Attributes
    ----------
    until
        Where the next call begins: the latest change among the rows, or the time asked for if there are none.
    clubs
        Rows.
    activities
        Rows.
    """

    until: datetime.datetime
    clubs: Sequence[Mapping[str, object]] = ()
    activities: Sequence[Mapping[str, object]] = field(default=())


class Adapter(Protocol):
    """The platform's side. Methods are called inside requests and cost one indexed query unless stated."""

    def member(self, member_id: int, state: MemberState) -> tuple[Profile, MemberState]:
        """What the platform knows about a member, and the part of their state that may be used for their lists.

        Both lack what the member does not want to be used. The profile of a member the platform does not know is empty.
        One query more is fine for a member who has such a wish.
        """

    def confirm(
        self, ids: Sequence[str], *, member_id: int | None, at: datetime.datetime, target: Target, rows: bool
    ) -> Mapping[str, Any]:
        """Those of the ids that may be shown to this member (``None``: a visitor) at this moment.

        An activity may be shown if it is published, open, has a seat, and is neither joined, owned nor hidden by the
        member. The values are whatever the platform needs to draw the item; with ``rows=False`` they are not used.
        """

    def fallback(self, *, at: datetime.datetime, limit: int, target: Target) -> Sequence[str]:
        """The ids to list while no version is active, in order: what is open, the newest and best attended first."""

    def changes(self, since: datetime.datetime) -> Changes:
        """Clubs and activities that changed at ``since`` or later, with two queries. A row may come again."""

    def dataset(self) -> Dataset:
        """The whole platform as a data set (DATASET.md), interactions from :class:`moim_django.models.Interaction`.

        Rows that were made up to complete a catalogue are left out, and so are synthetic interactions if there are real
        ones. Called when a version is trained; it may take seconds.
        """

    def names(self, ids: Iterable[str], *, target: Target) -> Mapping[str, str]:
        """Id -> title, for operators' pages and for what a member is told about their taste."""


def adapter() -> Adapter:
    """The platform's adapter: one instance in each process.

    Raises
    ------
    ImportError
        There is no class at the dotted path in the settings.
    """
    return _adapter(Moim.from_settings().adapter)


@lru_cache(maxsize=8)
def _adapter(path: str) -> Adapter:
    made: Adapter = import_string(path)()
    return made
