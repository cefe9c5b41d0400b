"""The recommender in a serving process: the active version, kept abreast of the database.

A version is loaded once. From then on the process reads, at most every ``SYNC_SECONDS``, which version is active, which
clubs and activities changed, which interactions were added since it last looked, and what the weights have become
(:mod:`moim_django.weights`). That only makes lists fresher:
whether an item may be shown is asked of the database for every list, and a member's state is a row of its own.

One lock guards the engine's memory. Nobody waits for the database while holding it.
"""

from __future__ import annotations

import datetime
import hashlib
import logging
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from moim.data.dataset import Kind
from moim.data.world import Event
from moim_django import weights
from moim_django.adapters import adapter
from moim_django.conf import Moim
from moim_django.models import Interaction, ModelVersion

if TYPE_CHECKING:
    from moim.ranking.choice_model import ChoiceModel
    from moim.recommender import Recommender

log = logging.getLogger(__name__)

OVERLAP = datetime.timedelta(seconds=60)
"""A transaction may commit this much later than the time and the id it wrote: each look reaches back so far."""


@dataclass(slots=True)
class Active:
    """A version as it serves in this process."""

    id: int
    name: str
    recommender: Recommender
    trained_at: datetime.datetime
    floor: int  # interactions up to this id need not be looked at any more
    clock: float = 0.0  # time of the last event told to the engine
    seen: dict[int, float] = field(default_factory=dict)  # ids above the floor -> when this process saw them
    changed_until: datetime.datetime = field(init=False)
    trained: ChoiceModel = field(init=False)  # the weights of its training; those that serve may have learned since
    learn_online: bool = True
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.changed_until = self.trained_at
        self.trained = self.recommender.models[weights.SCENARIO]

    @property
    def known_before(self) -> datetime.datetime:
        """Interactions before this moment were in the data the version was trained on."""
        return self.trained_at - OVERLAP

    @contextmanager
    def engine(self) -> Iterator[Recommender]:
        """The recommender, for this thread only."""
        with self._lock:
            yield self.recommender

    def unlocked(self, ask: Callable[[list[str]], Collection[str]]) -> Callable[[list[str]], Collection[str]]:
        """``ask`` (the database) with the engine given back meanwhile: its rows are never moved or used again."""

        def asked(ids: list[str]) -> Collection[str]:
            self._lock.release()
            try:
                return ask(ids)
            finally:
                self._lock.acquire()

        return asked


class Serving:
    """The active version of a process, found and followed. :data:`serving` is this process's."""

    def __init__(self) -> None:
        self.active: Active | None = None
        """What this process serves, as of its last look at the database."""
        self._following = threading.Lock()
        self._due = 0.0
        self._woken = False  # something happened in this process
        self._behind = False  # all was looked for but interactions

    def get(self) -> Active | None:
        """The version to serve with, brought up to date when that is due; ``None``: there is none.

        While one thread follows the database the others serve from what there is.
        """
        due = self._woken or self._behind or time.monotonic() >= self._due
        if due and self._following.acquire(blocking=self.active is None):
            try:
                self._follow()
            finally:
                self._following.release()
        return self.active

    def wake(self) -> None:
        """Something happened in this process: the next list looks for new interactions, due or not."""
        self._woken = True

    def expire(self) -> None:
        """Something else changed in this process: the next list looks for it."""
        self._due = 0.0

    def forget(self) -> None:
        """Start anew, as in a fresh process."""
        self.active, self._due, self._woken, self._behind = None, 0.0, False, False

    def _follow(self) -> None:
        """Look for a version and for rows when that is due, and for interactions with the list after that one.

        So no list waits for all of it, but the first of a process, or each where nothing may be older than a list.
        """
        if time.monotonic() >= self._due:
            before, self.active = self.active, self._newest()
            if self.active is not None:
                _follow_rows(self.active)
            seconds = Moim.from_settings().sync_seconds
            self._due = time.monotonic() + seconds
            if seconds and self.active is before:
                self._behind = True
                return
        elif self._woken and self.active is not None:
            _take_up(self.active, weights.stored(self.active.id))
        self._woken = self._behind = False
        if self.active is not None:
            _follow_interactions(self.active)

    def _newest(self) -> Active | None:
        """The version that is active now. One that cannot be loaded is refused, and the one before it goes on."""
        active = self.active
        versions = ModelVersion.objects.filter(status=ModelVersion.Status.ACTIVE).annotate(learned_blob=weights.BLOB)
        while (version := versions.first()) is not None:
            try:
                if active is None or active.id != version.id:
                    active = load(version)
            except (OSError, ValueError) as error:
                log.error("model version %s is refused: %s", version.name, error)
                ModelVersion.objects.refuse(version.id, str(error))
            else:
                _take_up(active, version.learned_blob)
                return active
        return None


def load(version: ModelVersion) -> Active:
    """Read a version from disk.

    Raises:
        OSError: its folder cannot be read.
        ValueError: it is damaged, or not what was registered.
    """
    from moim.recommender import Recommender

    if checksum(version.name) != version.checksum:
        raise ValueError(f"{version.name}: its manifest is not the one that was registered")
    moim = Moim.from_settings()
    recommender = Recommender.load(moim.model_dir / version.name)
    return Active(
        version.id,
        version.name,
        recommender,
        version.trained_at,
        version.log_position,
        learn_online=moim.learn_online,
    )


def checksum(name: str) -> str:
    """SHA-256 of a version's manifest, which holds those of its other files.

    Raises:
        OSError: it cannot be read.
    """
    return hashlib.sha256((Moim.from_settings().model_dir / name / "manifest.json").read_bytes()).hexdigest()


def _follow_rows(active: Active) -> None:
    changes = adapter().changes(active.changed_until - OVERLAP)
    with active.engine() as recommender:
        for club in changes.clubs:
            recommender.upsert_club(club)
        for activity in changes.activities:
            with suppress(KeyError):  # its club comes with the next look
                recommender.upsert_activity(activity)
    active.changed_until = changes.until


def _take_up(active: Active, blob: bytes | None) -> None:
    """Serve with the weights stored in the database; those of the training if there are none."""
    if active.learn_online:
        learned = weights.decoded(blob, active.id, active.trained)
        with active.engine() as recommender:
            recommender.models[weights.SCENARIO] = learned


def _follow_interactions(active: Active) -> None:
    """Tell the engine what happened. What commits out of turn is found by looking back; nothing is told twice."""
    rows = Interaction.objects.filter(id__gt=active.floor, at__gte=active.known_before).order_by("id")
    found = list(rows.values_list("id", "member_id", "activity_id", "kind", "at"))
    now = time.monotonic()
    with active.engine() as recommender:
        for id, member_id, activity_id, kind, at in found:
            if id not in active.seen:
                active.clock = max(active.clock, at.timestamp())  # members' clicks may be a little out of turn
                event = Event(str(member_id), str(activity_id), cast(Kind, kind), active.clock)
                with suppress(KeyError):  # an activity this process has not read yet: the next look finds both
                    recommender.observe(event)
                    active.seen[id] = now
    settled = [id for id, moment in active.seen.items() if moment < now - OVERLAP.total_seconds()]
    active.floor = max(settled, default=active.floor)
    for id in settled:
        del active.seen[id]


serving = Serving()
