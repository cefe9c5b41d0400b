"""The features by which activities are ranked, in the order of their weights."""

from moim.features.base import Feature
from moim.features.club import Affinity, Aversion, ClubSize, Membership, Transfer
from moim.features.crowd import Fill, Joins, Lull, Pace, Rate, Seats, SeatsHabit, Unusual
from moim.features.deadline import Imminent, TimeToDeadline, TimeToStart, TimeToStartSquared
from moim.features.freshness import Freshness, JustOpened, Novelty, Siblings
from moim.features.organiser import Organiser, Series, SeriesHabit
from moim.features.people import Company, Familiar, Friends
from moim.features.place import NearHome, NearPast, PlaceHabit, SameRegion
from moim.features.seen import PassedBy, Unseen
from moim.features.text import Keywords, Season, Words
from moim.features.time import Clash, Hour, Lead, Weekday
from moim.features.topic import Interest, OwnTopics, Topic

FEATURES: tuple[type[Feature], ...] = (
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
