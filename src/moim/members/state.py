"""What a member is like, as far as we know: what they told us, and what they did.

:class:`Profile` is what the platform knows (favourite categories, home, clubs, friends), asked for at each request.
:class:`MemberState` is what the member did, boiled down to one small row: for each activity they touched, the strongest
thing they did with it and when. It is deterministic: replaying the log in order gives the same bytes.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

from moim.data.world import Event
from moim.members.own_texts import TEXT_KINDS, OwnTexts

KEPT = 200
"""Activities a state remembers; beyond that the weakest and oldest traces go first."""

Standing = Literal["view", "like", "join", "attend", "cancel", "decline"]

EVIDENCE: dict[str, float] = {"view": 0.15, "like": 0.5, "join": 1.0, "attend": 1.2, "cancel": 0.2, "decline": -0.5}
"""How much each standing says about what a member wants, joining being 1."""

_CODES = {"view": "v", "like": "l", "join": "j", "attend": "a", "cancel": "c", "decline": "d"}
_STANDINGS = {code: standing for standing, code in _CODES.items()}
_RANK = {"view": 0, "cancel": 1, "like": 2, "decline": 3, "join": 4, "attend": 5}


@dataclass(frozen=True, slots=True)
class Profile:
    """What a platform knows of a member without having learned it. All of it may be unknown: a visitor.

    ``interests`` are names of categories, ``keywords`` free words, ``clubs`` and ``friends`` ids, ``lat`` and ``lon``
    degrees (``nan``: not known).
    """

    member_id: str = ""
    interests: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    region: str = ""
    lat: float = math.nan
    lon: float = math.nan
    clubs: frozenset[str] = frozenset()
    friends: frozenset[str] = frozenset()


@dataclass(slots=True)
class Trace:
    """The strongest thing a member did with one activity, and when (whole seconds)."""

    standing: Standing
    at: int


@dataclass(slots=True)
class MemberState:
    """A member's own traces, in the order in which each was last changed."""

    traces: dict[str, Trace] = field(default_factory=dict)
    topics: OwnTexts | None = None
    """The member's own text model, which is stored beside this."""

    def learn(self, event: Event) -> None:
        """Take in one event of this member.

        A view never weakens what was there; taking a like back leaves a view; cancelling leaves less than a like;
        declining outweighs everything before it. Own texts are updated too where there are any.
        """
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
        """The state after those events, in their order; with ``own_texts`` (empty ones), those after them too."""
        state = cls(topics=own_texts)
        for event in events:
            state.learn(event)
        return state

    def to_bytes(self) -> bytes:
        """A few hundred bytes for a few dozen activities; the same state gives the same bytes."""
        if not self.traces:
            return b""
        times = [trace.at for trace in self.traces.values()]
        steps = [b - a for a, b in zip([0, *times], times, strict=False)]
        codes = "".join(_CODES[trace.standing] for trace in self.traces.values())
        text = json.dumps([list(self.traces), codes, steps], ensure_ascii=False, separators=(",", ":"))
        return zlib.compress(text.encode(), 6)

    @classmethod
    def from_bytes(cls, data: bytes) -> MemberState:
        """The inverse of :meth:`to_bytes`.

        Raises:
            ValueError: these are not the bytes of a state.
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

        Raises:
            ValueError: ``data`` are not the bytes of a state.
        """
        state = cls.from_bytes(data)
        with suppress(ValueError):
            state.topics = OwnTexts.from_bytes(own_texts)
        return state


def _after(before: Standing | None, kind: str) -> Standing | None:
    """The standing after an event; None when nothing changes."""
    if kind == "unlike":
        return "view" if before == "like" else None
    if kind == "cancel":
        return "cancel" if before in ("join", "attend") else None
    if kind == "decline":
        return "decline"
    if before is None or before == "decline" or _RANK[kind] >= _RANK[before]:
        return None if before == "decline" and kind == "view" else kind  # type: ignore[return-value]
    return None
