"""The recommender in a serving process: the active version, kept up to date from the database.

A version is loaded once. From then on the process reads, at most every ``SYNC_SECONDS``, which version is active, which
clubs and activities changed, which interactions were added, and the weights learned since
(:mod:`moim_django.weights`). That only makes lists fresher: whether an item may be shown is confirmed by the database
for every list, and a member's state is a row of its own.

One lock guards the engine's memory. No thread waits for the database while it holds the lock.
"""

from __future__ import annotations

import datetime
import hashlib
import logging
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from moim.data.events import Event
from moim.data.schema import Kind
from moim.lists.reranking import RerankSettings
from moim_django import weights
from moim_django.adapters import adapter
from moim_django.conf import Moim
from moim_django.models import Interaction, ModelVersion

if TYPE_CHECKING:
    from moim.lists.eligibility import Confirm
    from moim.lists.item_list import Recommendation
    from moim.lists.query import Query
    from moim.ranking.choice_model import ChoiceModel
    from moim.recommender import Recommender

log = logging.getLogger(__name__)

OVERLAP = datetime.timedelta(seconds=60)
"""How far each look at the database reaches back: a transaction commits later than the time and the id it wrote. Set by
hand: no request takes as long."""


@dataclass(slots=True)
class Active:
    """A version as it serves in this process.

    Attributes
    ----------
    id
        Its key.
    name
        Its folder.
    recommender
        The engine; use it inside :meth:`engine` only.
    trained_at
        What was known then is in it.
    floor
        Interactions up to this id need not be read again.
    clock
        Time of the last event given to the engine, in seconds since 1970 UTC.
    seen
        Interactions above the floor that the engine has, with the time (``time.monotonic``) when it got them.
    changed_until
        Changes of clubs and activities up to this moment have been read.
    trained
        The weights of its training; those that serve may have been updated since.
    learn_online
        Whether its weights are updated by joins and likes.
    """

    id: int
    name: str
    recommender: Recommender
    trained_at: datetime.datetime
    floor: int
    clock: float = 0.0
    seen: dict[int, float] = field(default_factory=dict)
    changed_until: datetime.datetime = field(init=False)
    trained: ChoiceModel = field(init=False)
    learn_online: bool = True
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.changed_until = self.trained_at
        self.trained = self.recommender.models[weights.SCENARIO]

    @property
    def known_before(self) -> datetime.datetime:
        """All interactions before this moment were in the data the version was trained on."""
        return self.trained_at - OVERLAP

    @contextmanager
    def engine(self) -> Iterator[Recommender]:
        """The recommender, for one thread at a time."""
        with self._lock:
            yield self.recommender

    def recommend(
        self, query: Query, confirm: Confirm, *, waits: bool, surface: str, seed: int
    ) -> list[Recommendation]:
        """A list, re-ranked with as much exploration as the settings have for the surface.

        Parameters
        ----------
        query
            Who asks, when, and for what.
        confirm
            Returns those of some ids that may be shown.
        waits
            Whether ``confirm`` waits for the database; the engine is free for other threads meanwhile.
        surface
            Where on the site.
        seed
            Of the exploration draws.
        """
        rerank = RerankSettings(explore=Moim.from_settings().explore.get(surface, 0.0))
        with self._lock:
            asked = self._unlocked(confirm) if waits else confirm
            return self.recommender.recommend(query, confirm=asked, rerank=rerank, seed=seed)

    def similar(self, activity_id: str, confirm: Confirm, *, at: float, k: int) -> list[Recommendation]:
        """Activities most like one, at most ``k``. The engine is free for other threads while ``confirm`` waits.

        Raises
        ------
        KeyError
            The version does not know the activity.
        """
        with self._lock:
            return self.recommender.similar(activity_id, at=at, k=k, confirm=self._unlocked(confirm))

    def _unlocked(self, confirm: Confirm) -> Confirm:
        """``confirm`` with the lock released while it runs: the rows of the engine keep their numbers meanwhile."""

        def asked(ids: list[str]) -> Collection[str]:
            self._lock.release()
            try:
                return confirm(ids)
            finally:
                self._lock.acquire()

        return asked


class Serving:
    """Finds the active version and keeps it up to date. :data:`serving` is the one of this process.

    Attributes
    ----------
    active
        What this process serves, as of its last look at the database; reading it asks nobody.
    """

    def __init__(self) -> None:
        self.active: Active | None = None
        self._following = threading.Lock()
        self._due = 0.0
        self._woken = False  # an interaction was recorded in this process
        self._behind = False  # the last look read everything except interactions

    def get(self) -> Active | None:
        """The version to serve with, brought up to date if that is due; ``None`` if no version is active.

        While one thread reads the database the others serve with what there is.
        """
        due = self._woken or self._behind or time.monotonic() >= self._due
        if due and self._following.acquire(blocking=self.active is None):
            try:
                self._follow()
            finally:
                self._following.release()
        return self.active

    def wake(self) -> None:
        """After an interaction was recorded in this process: the next list reads new interactions, due or not."""
        self._woken = True

    def expire(self) -> None:
        """After something else changed in this process: the next list reads everything that may have changed."""
        self._due = 0.0

    def forget(self) -> None:
        """Unload the version, as in a new process."""
        self.active, self._due, self._woken, self._behind = None, 0.0, False, False

    def _follow(self) -> None:
        """Read the version and changed rows if that is due, and interactions with the list after that.

        So no list waits for all of it, except the first one of a process or version, and every one if ``SYNC_SECONDS``
        is 0. A new version serves once all of it has been read.
        """
        found = self.active
        if time.monotonic() >= self._due:
            found = self._newest()
            if found is not None:
                _follow_rows(found)
            seconds = Moim.from_settings().sync_seconds
            self._due = time.monotonic() + seconds
            if seconds and found is self.active:
                self._behind = True
                return
        elif self._woken and found is not None:
            _take_up(found, weights.stored(found.id))
        self._woken = self._behind = False
        if found is not None:
            _follow_interactions(found)
        self.active = found

    def _newest(self) -> Active | None:
        """The version that is active now. One that cannot be loaded is refused; the one before it becomes active."""
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
    """Read a version from disk, without what happened since its training.

    Raises
    ------
    OSError
        Its folder cannot be read.
    ValueError
        It is damaged, or its files are not those that were registered.
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

    Raises
    ------
    OSError
        It cannot be read.
    """
    return hashlib.sha256((Moim.from_settings().model_dir / name / "manifest.json").read_bytes()).hexdigest()


def _follow_rows(active: Active) -> None:
    changes = adapter().changes(active.changed_until - OVERLAP)
    with active.engine() as recommender:
        for club in changes.clubs:
            recommender.upsert_club(club)
        for activity in changes.activities:
            with suppress(KeyError):  # its club is not known yet: both come with the next look
                recommender.upsert_activity(activity)
    active.changed_until = changes.until


def _take_up(active: Active, blob: bytes | None) -> None:
    """Serve with the weights stored in the database; those of the training if there are none."""
    if active.learn_online:
        learned = weights.decoded(blob, active.id, active.trained)
        with active.engine() as recommender:
            recommender.models[weights.SCENARIO] = learned


def _follow_interactions(active: Active) -> None:
    """Give the engine the new interactions, each once; looking back finds those that committed late."""
    rows = Interaction.objects.filter(id__gt=active.floor, at__gte=active.known_before).order_by("id")
    found = list(rows.values_list("id", "member_id", "activity_id", "kind", "at"))
    now = time.monotonic()
    with active.engine() as recommender:
        for id, member_id, activity_id, kind, at in found:
            if id not in active.seen:
                active.clock = max(active.clock, at.timestamp())  # times of different members may be out of order
                event = Event(str(member_id), str(activity_id), cast(Kind, kind), active.clock)
                with suppress(KeyError):  # its activity is not known yet: both come with the next look
                    recommender.observe(event)
                    active.seen[id] = now
    settled = [id for id, moment in active.seen.items() if moment < now - OVERLAP.total_seconds()]
    active.floor = max(settled, default=active.floor)
    for id in settled:
        del active.seen[id]


serving = Serving()
