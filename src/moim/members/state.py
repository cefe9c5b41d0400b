"""What a member did, in one small row: for each activity they touched, the strongest thing they did with it and when.

A state follows from the interaction log alone: applying the same events in the same order gives the same bytes
(docs/decisions/0002).
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

from moim.data.events import Event
from moim.data.schema import KINDS
from moim.members.own_texts import TEXT_KINDS, OwnTexts

KEPT = 200
"""The most activities a state remembers.

Set by hand, to bound a row that is read for every list: of 12,477 members of meetup_la 8 touched more activities, of
898 of meetup_montana 1. Beyond it the oldest view is dropped, or the oldest trace where none is a view
(docs/decisions/0002).
"""

Standing = Literal["view", "like", "join", "attend", "cancel", "decline"]

EVIDENCE: dict[str, float] = {"view": 0.15, "like": 0.5, "join": 1.0, "attend": 1.2, "cancel": 0.2, "decline": -0.5}
"""How much each standing says about what a member wants, in joins: joining is 1.

Set by hand before anything was measured, and never fitted: only their order and rough size matter, because the weights
of the features built on them are learned.
"""

_CODES = {"view": "v", "like": "l", "join": "j", "attend": "a", "cancel": "c", "decline": "d"}
_STANDINGS = {code: standing for standing, code in _CODES.items()}
_RANK = {standing: rank for rank, standing in enumerate(("view", "cancel", "like", "decline", "join", "attend"))}


@dataclass(slots=True)
class Trace:
    """The strongest thing a member did with one activity, and when (whole seconds since 1970 UTC)."""

    standing: Standing
    at: int


@dataclass(slots=True)
class MemberState:
    """What a member did: one trace an activity, by its id, in the order in which each was last changed.

    Attributes
    ----------
    traces
        Activity id -> trace.
    topics
        The member's own text model, which is stored in a column of its own.
    """

    traces: dict[str, Trace] = field(default_factory=dict)
    topics: OwnTexts | None = None

    def update(self, event: Event) -> None:
        """Apply one event of this member.

        A view or a like never weakens a join. Taking a like back leaves a view, cancelling a join leaves "cancel", and
        declining replaces anything. After a decline only a like, a join or attending counts again. An event that
        changes nothing leaves the time of the trace as it was. Own texts, where there are any, are updated as well.

        Raises
        ------
        ValueError
            The kind is not one of :data:`moim.data.dataset.KINDS`; nothing is changed then.
        """
        if event.kind not in KINDS:
            raise ValueError(f"unknown kind of event {event.kind!r}")
        if self.topics is not None and event.kind in TEXT_KINDS:
            self.topics.add(event.activity_id, event.at)
        now = self.traces.get(event.activity_id)
        standing = _after(now.standing if now else None, event.kind)
        if standing is None:
            return
        self.traces.pop(event.activity_id, None)
        self.traces[event.activity_id] = Trace(standing, int(event.at))
        if len(self.traces) > KEPT:
            weakest = min(self.traces, key=lambda k: (_RANK[self.traces[k].standing] > 0, self.traces[k].at))
            del self.traces[weakest]

    @classmethod
    def rebuild(cls, events: Iterable[Event], own_texts: OwnTexts | None = None) -> MemberState:
        """The state after these events of one member, applied in the given order.

        With ``own_texts``, which are empty at the start, the own texts after these events as well.
        """
        state = cls(topics=own_texts)
        for event in events:
            state.update(event)
        return state

    def to_bytes(self) -> bytes:
        """The traces, compressed: about 240 bytes for forty activities. Equal states give equal bytes.

        ``topics`` is not included.
        """
        if not self.traces:
            return b""
        times = [trace.at for trace in self.traces.values()]
        steps = [b - a for a, b in zip([0, *times], times, strict=False)]
        codes = "".join(_CODES[trace.standing] for trace in self.traces.values())
        text = json.dumps([list(self.traces), codes, steps], ensure_ascii=False, separators=(",", ":"))
        return zlib.compress(text.encode(), 6)

    @classmethod
    def from_bytes(cls, data: bytes) -> MemberState:
        """The inverse of :meth:`to_bytes`; ``topics`` is None.

        Raises
        ------
        ValueError
            These are not the bytes of a state.
        """
        if not data:
            return cls()
        try:
            ids, codes, steps = json.loads(zlib.decompress(bytes(data)))
            traces: dict[str, Trace] = {}
            at = 0
            for identifier, code, step in zip(ids, codes, steps, strict=True):
                at += step
                traces[identifier] = Trace(_STANDINGS[code], at)  # type: ignore[arg-type]
        except (zlib.error, ValueError, KeyError, TypeError) as error:
            raise ValueError(f"not the bytes of a member's state: {error}") from error
        return cls(traces)

    def to_parts(self) -> tuple[bytes, bytes]:
        """The state and its own texts, each as bytes; no bytes where there are no own texts."""
        return self.to_bytes(), b"" if self.topics is None else self.topics.to_bytes()

    @classmethod
    def from_parts(cls, data: bytes, own_texts: bytes) -> MemberState:
        """The inverse of :meth:`to_parts`.

        Own texts that are missing or cannot be read are ``None``: a list can be made without them, and the log gives
        them back.

        Raises
        ------
        ValueError
            ``data`` are not the bytes of a state.
        """
        state = cls.from_bytes(data)
        with suppress(ValueError):
            state.topics = OwnTexts.from_bytes(own_texts)
        return state


def _after(before: Standing | None, kind: str) -> Standing | None:
    """The standing after an event; None where the event changes nothing."""
    if kind == "unlike":
        return "view" if before == "like" else None
    if kind == "cancel":
        return "cancel" if before in ("join", "attend") else None
    if kind == "decline":
        return "decline"
    if before is None or before == "decline" or _RANK[kind] >= _RANK[before]:
        return None if before == "decline" and kind == "view" else kind  # type: ignore[return-value]
    return None
