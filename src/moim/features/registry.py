"""The features by which activities are ranked, in the order of their weights."""

from moim.features.actions_since_created import ActionsSinceCreated
from moim.features.base import Feature
from moim.features.club_affinity import ClubAffinity
from moim.features.club_aversion import ClubAversion
from moim.features.club_open_activities import ClubOpenActivities
from moim.features.club_size import ClubSize
from moim.features.club_turnout import ClubTurnout
from moim.features.fill_rate import FillRate
from moim.features.freshness import Freshness
from moim.features.friends import Friends
from moim.features.hour import Hour
from moim.features.hours_since_join import HoursSinceJoin
from moim.features.imminent import Imminent
from moim.features.interest import Interest
from moim.features.joins import Joins
from moim.features.joins_per_day import JoinsPerDay
from moim.features.just_opened import JustOpened
from moim.features.keywords import Keywords
from moim.features.lead_time import LeadTime
from moim.features.membership import Membership
from moim.features.near_home import NearHome
from moim.features.near_visited import NearVisited
from moim.features.new_since_last_action import NewSinceLastAction
from moim.features.newness_rank import NewnessRank
from moim.features.own_text_model import OwnTextModel
from moim.features.people_met import PeopleMet
from moim.features.place_habit import PlaceHabit
from moim.features.recent_joins import RecentJoins
from moim.features.same_region import SameRegion
from moim.features.season import Season
from moim.features.seats import Seats
from moim.features.seats_habit import SeatsHabit
from moim.features.series_habit import SeriesHabit
from moim.features.series_turnout import SeriesTurnout
from moim.features.share_met import ShareMet
from moim.features.similar_clubs import SimilarClubs
from moim.features.text_similarity import TextSimilarity
from moim.features.time_conflict import TimeConflict
from moim.features.time_to_deadline import TimeToDeadline
from moim.features.time_to_start import TimeToStart
from moim.features.time_to_start_squared import TimeToStartSquared
from moim.features.topic import Topic
from moim.features.turnout_deviation import TurnoutDeviation
from moim.features.weekday import Weekday

FEATURES: tuple[type[Feature], ...] = (
    Membership, ClubAffinity, ClubAversion, SimilarClubs, ClubSize,
    PeopleMet, ShareMet, Friends,
    TextSimilarity, Keywords, Season,
    Topic, OwnTextModel, Interest,
    NearVisited, PlaceHabit, NearHome, SameRegion,
    Weekday, Hour, LeadTime, TimeConflict,
    Joins, TurnoutDeviation, JoinsPerDay, RecentJoins, HoursSinceJoin, FillRate, Seats, SeatsHabit,
    Freshness, JustOpened, NewnessRank, ClubOpenActivities, ActionsSinceCreated, NewSinceLastAction,
    TimeToStart, TimeToStartSquared, TimeToDeadline, Imminent,
    ClubTurnout, SeriesTurnout, SeriesHabit,
)  # fmt: skip
"""A new feature goes to the end of its line: stored versions, logged features and trees refer to this order."""
