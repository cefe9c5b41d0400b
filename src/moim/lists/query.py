"""What is asked for when a list is made: who asks, when, and for what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from moim.data.events import Event
from moim.data.world import World
from moim.features import Member
from moim.members import MemberState, Profile
from moim.ranking.choice_model import Scenario

Target = Literal["activities", "clubs"]


@dataclass(frozen=True, slots=True)
class Query:
    """One request for a list.

    Attributes
    ----------
    profile
        What the platform knows of the member; ``Profile()`` for a visitor.
    state
        What the member did.
    at
        The time of asking, seconds since 1970 UTC. Only what is open then is listed.
    k
        The most items wanted.
    target
        Activities or clubs.
    candidates
        Ids to choose from instead of everything; those that are not open are left out all the same.
    exclude
        Ids to leave out, besides what the member joined or declined.
    season
        A sentence; activities whose words are like it score higher.
    events
        What a visitor did in this session, oldest first; applied to a copy of ``state``.
    scenario
        Whether someone is here now ("visit"), or the list is made for later ("list").
    """

    profile: Profile
    state: MemberState
    at: float
    k: int = 8
    target: Target = "activities"
    candidates: Sequence[str] | None = None
    exclude: Collection[str] = ()
    season: str = ""
    events: Sequence[Event] = ()
    scenario: Scenario = "visit"

    def member(self, world: World) -> Member:
        """Who asks, resolved against the world, with the events of the session applied."""
        state = self.state
        if self.events:
            state = MemberState(dict(state.traces))
            for event in self.events:
                state.update(event)
            state.topics = self.state.topics  # set afterwards: the events of a session change no stored own texts
        return Member.of(world, self.profile, state, self.at)
