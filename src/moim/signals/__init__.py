"""The signals by which activities are ranked, in the order of their weights."""

from moim.signals.base import Candidates, Member, Signal
from moim.signals.club import Affinity, Aversion, ClubSize, Membership, Transfer
from moim.signals.crowd import Fill, Joins, Lull, Pace, Rate, Seats, SeatsHabit, Unusual
from moim.signals.deadline import Imminent, TimeToDeadline, TimeToStart, TimeToStartSquared
from moim.signals.freshness import Freshness, JustOpened, Novelty, Siblings
from moim.signals.organiser import Organiser, Series, SeriesHabit
from moim.signals.people import Company, Familiar, Friends
from moim.signals.place import NearHome, NearPast, PlaceHabit, SameRegion
from moim.signals.seen import PassedBy, Unseen
from moim.signals.text import Keywords, Season, Words
from moim.signals.time import Clash, Hour, Lead, Weekday
from moim.signals.topic import Interest, OwnTopics, Topic

SIGNALS: tuple[type[Signal], ...] = (
    Membership, Affinity, Aversion, Transfer, ClubSize,
    Company, Familiar, Friends,
    Words, Keywords, Season,
    Topic, OwnTopics, Interest,
    NearPast, PlaceHabit, NearHome, SameRegion,
    Weekday, Hour, Lead, Clash,
    Joins, Unusual, Rate, Pace, Lull, Fill, Seats, SeatsHabit,
    Freshness, JustOpened, Novelty, Siblings, PassedBy, Unseen,
    TimeToStart, TimeToStartSquared, TimeToDeadline, Imminent,
    Organiser, Series, SeriesHabit,
)  # fmt: skip

__all__ = ["SIGNALS", "Candidates", "Member", "Signal"]
