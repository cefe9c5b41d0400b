"""Each feature by what it says of the small world, worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.moim.features.contract import FeatureContract, prepared
from tests.moim.worlds import NOW, activity, small

from moim.data.times import DAY
from moim.data.world import Event, World
from moim.explain.reason import Reason
from moim.features import FEATURES, Candidates, Member
from moim.features.club import Affinity, Aversion, ClubSize, Membership, Transfer
from moim.features.context import FeatureContext
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
from moim.members import MemberState, Profile


def near(value: float) -> object:
    return pytest.approx(value, abs=2e-3)


class TestMembership(FeatureContract):
    feature = Membership

    def test_is_1_in_the_members_clubs(self) -> None:
        assert self.scores() == {"bowl": 1.0, "cup": 1.0, "night": 0.0, "morning": 0.0}


class TestAffinity(FeatureContract):
    feature = Affinity

    def test_fades_by_half_in_180_days(self) -> None:
        joined, viewed = 2 ** (-9 / 180), 0.15
        assert self.scores()["cup"] == near(math.log1p(joined))
        assert self.scores()["night"] == near(math.log1p(viewed))


class TestAversion(FeatureContract):
    feature = Aversion

    def test_is_0_where_nothing_was_declined(self) -> None:
        assert set(self.scores().values()) == {0.0}


class TestTransfer(FeatureContract):
    feature = Transfer


class TestClubSize(FeatureContract):
    feature = ClubSize

    def test_counts_members(self) -> None:
        assert self.scores()["cup"] == near(math.log1p(1))


class TestCompany(FeatureContract):
    feature = Company

    def test_counts_those_met_before(self) -> None:
        # jun was at "past" with minji nine days ago and goes to "cup"; nobody she knows goes elsewhere
        assert self.scores() == {"bowl": 0.0, "cup": near(math.log1p(2 ** (-9 / 180))), "night": 0.0, "morning": 0.0}


class TestFamiliar(FeatureContract):
    feature = Familiar

    def test_is_the_share_of_those_met(self) -> None:
        # of the one who goes to "cup", jun, minji has met all; sora, who goes to "night", she has not met
        assert self.scores() == {"bowl": 0.0, "cup": 0.5, "night": 0.0, "morning": 0.0}


class TestFriends(FeatureContract):
    feature = Friends

    def test_counts_friends_who_go(self) -> None:
        profile = Profile("minji", friends=frozenset({"sora", "jun"}))
        assert self.scores("minji", profile)["night"] == near(math.log1p(1))
        assert self.scores("minji", profile)["bowl"] == 0.0


class TestWords(FeatureContract):
    feature = Words

    def test_prefers_what_reads_like_the_past(self) -> None:
        scores = self.scores()
        assert min(scores["bowl"], scores["cup"]) > max(scores["night"], scores["morning"]) > 0


class TestKeywords(FeatureContract):
    feature = Keywords

    def test_finds_the_members_keyword(self) -> None:
        scores = self.scores()
        assert min(scores["bowl"], scores["cup"]) > 0.1
        assert scores["night"] == 0.0


class TestSeason(FeatureContract):
    feature = Season

    def test_is_0_without_a_sentence(self) -> None:
        assert set(self.scores().values()) == {0.0}

    def test_leans_to_the_sentence(self) -> None:
        scores = self.scores("nobody", season="밤에 한강 야간 산책")
        assert max(scores, key=scores.__getitem__) == "night"


class TestTopic(FeatureContract):
    feature = Topic

    def test_prefers_the_category_gone_to(self) -> None:
        scores = self.scores()
        assert scores["bowl"] == scores["cup"] > scores["night"]


class TestOwnTopics(FeatureContract):
    feature = OwnTopics


class TestInterest(FeatureContract):
    feature = Interest

    def test_is_1_in_the_chosen_category(self) -> None:
        assert self.scores() == {"bowl": 1.0, "cup": 1.0, "night": 0.0, "morning": 0.0}


class TestNearPast(FeatureContract):
    feature = NearPast

    def test_measures_from_where_the_member_went(self) -> None:
        scores = self.scores()  # "past" and "bowl" are at one place; "cup" is 2.1 km away, the river 5.7 km
        assert scores["bowl"] == near(0.0)
        assert scores["cup"] == pytest.approx(-math.log1p(2.084), abs=0.002)
        assert scores["night"] == pytest.approx(-math.log1p(5.68), abs=0.005)


class TestPlaceHabit(FeatureContract):
    feature = PlaceHabit

    def test_is_the_share_of_places_about_here(self) -> None:
        scores = self.scores()  # one place, "past", where "bowl" is too; the river is 5.68 km from it
        assert scores["bowl"] == near(math.log((1 + 0.05) / (1 + 0.5)))
        assert scores["night"] == near(math.log((1 / (1 + (5.68 / 15) ** 2) + 0.05) / (1 + 0.5)))

    def test_is_0_for_one_who_has_been_nowhere(self) -> None:
        assert set(self.scores("nobody").values()) == {0.0}


class TestNearHome(FeatureContract):
    feature = NearHome

    def test_measures_from_home(self) -> None:
        assert self.scores()["cup"] == pytest.approx(-math.log1p(2.084), abs=0.002)

    def test_is_0_without_a_home(self) -> None:
        assert set(self.scores("jun").values()) == {0.0}

    def test_measures_from_the_middle_of_the_region_where_nothing_finer_is_known(self) -> None:
        # two of Seoul's five activities are by the river, two where "bowl" is, one where "cup" is
        middle = ((2 * 37.56 + 37.57 + 2 * 37.52) / 5, (2 * 126.97 + 126.99 + 2 * 126.93) / 5)
        north, east = (middle[0] - 37.52) * 111.2, (middle[1] - 126.93) * 111.2 * math.cos(math.radians(37.5))
        scores = self.scores("new", Profile("new", region="서울"))
        assert scores["night"] == pytest.approx(-math.log1p(math.hypot(north, east)), abs=0.01)


class TestSameRegion(FeatureContract):
    feature = SameRegion

    def test_is_1_in_the_members_region(self) -> None:
        assert set(self.scores().values()) == {1.0}
        assert set(self.scores("jun").values()) == {0.0}


class TestWeekday(FeatureContract):
    feature = Weekday

    def test_prefers_the_weekday_kept(self) -> None:
        # "past" was on a Monday noon in Seoul; the open ones are on a Saturday noon
        assert self.scores()["bowl"] == near(math.log((1 + 0.15) * 7 / (1.15 + 7)))


class TestHour(FeatureContract):
    feature = Hour

    def test_prefers_the_hour_kept(self) -> None:
        assert self.scores()["bowl"] > 0.5


class TestLead(FeatureContract):
    feature = Lead

    def test_is_0_at_the_usual_lead_and_falls_off(self) -> None:
        # minji joined "past" two days before it began; two joins a week ahead are assumed; all are five days off
        usual = (math.log1p(2) + 2 * math.log1p(7)) / 3
        assert self.scores()["bowl"] == near(-abs(math.log1p(5) - usual))
        assert self.scores("nobody")["bowl"] == near(-(math.log1p(7) - math.log1p(5)))


class TestClash(FeatureContract):
    feature = Clash

    def test_is_1_at_the_time_of_something_joined(self) -> None:
        assert self.scores("jun")["bowl"] == 1.0  # jun goes to "cup" at the same hour
        assert self.scores()["bowl"] == 0.0


class TestJoins(FeatureContract):
    feature = Joins

    def test_counts_who_goes(self) -> None:
        assert self.scores() == {"bowl": 0.0, "cup": near(math.log(2)), "night": near(math.log(2)), "morning": 0.0}


class TestRate(FeatureContract):
    feature = Rate

    def test_counts_joins_a_day(self) -> None:
        assert self.scores()["cup"] == near(math.log1p(1 / 2.5))


class TestPace(FeatureContract):
    feature = Pace

    def test_fades_by_half_in_two_days(self) -> None:
        assert self.scores()["cup"] == near(math.log1p(2 ** (-1 / 48)))


class TestLull(FeatureContract):
    feature = Lull

    def test_counts_hours_since_the_last_join(self) -> None:
        scores = self.scores()
        assert scores["cup"] == near(math.log1p(1))
        assert scores["bowl"] == near(math.log1p(48))


class TestFill(FeatureContract):
    feature = Fill

    def test_is_the_share_of_seats_taken(self) -> None:
        assert self.scores() == {"bowl": 0.0, "cup": 0.0, "night": 0.5, "morning": 0.0}


class TestUnusual(FeatureContract):
    feature = Unusual

    def test_is_the_squared_distance_from_the_usual(self) -> None:
        context, _ = prepared()
        candidates = Candidates(context, context.world.open_at(NOW), NOW)
        names = [context.world.activity_ids.names[row] for row in candidates.rows]
        usual = dict(zip(names, candidates.usual[1].tolist(), strict=True))
        assert self.scores()["bowl"] == near(usual["bowl"] ** 2)  # nobody goes
        assert self.scores()["cup"] == near((math.log(2) - usual["cup"]) ** 2)  # one does


class TestSeats(FeatureContract):
    feature = Seats

    def test_is_0_where_seats_are_unlimited(self) -> None:
        assert self.scores() == {"bowl": 0.0, "cup": 0.0, "night": near(math.log(2 / 16)), "morning": 0.0}


class TestSeatsHabit(FeatureContract):
    feature = SeatsHabit

    def test_those_who_go_to_small_circles_are_shown_small_ones(self) -> None:
        # sora joined "night", of two seats; two of sixteen are assumed beside it
        assert self.scores("sora")["night"] == near(math.log(2 / 16) ** 2 / 3)
        assert self.scores("minji")["night"] == 0.0  # all she went to has room for everyone

    def test_tells_who_went_three_times_of_the_size_they_go_for(self) -> None:
        circles = [activity(f"tea{number}", "clay", "차 모임", capacity=6) for number in range(3)]
        offers = [activity("six", "clay", "차", capacity=6), activity("sixty", "clay", "차", capacity=60)]
        events = [("jun", f"tea{number}", "join", 3600.0) for number in range(3)]
        world = World.of(small(events, activities=[*circles, *offers]))
        context, state = FeatureContext(world), MemberState()
        context.fit(NOW)
        for member, what, _, ago in events:
            state.update(Event(member, what, "join", NOW - ago))
        rows = np.array([world.activity_ids.get(name) for name in ("six", "sixty")], np.int32)
        member, candidates = (
            Member.in_world(world, world.member_ids.get("jun"), state, NOW),
            Candidates(context, rows, NOW),
        )
        feature = SeatsHabit()
        feature.fit(context, NOW)
        six, sixty = (feature.reason(member, candidates, position, 0.0) for position in (0, 1))
        # log(6 / 16) three times and 0 twice make a usual size of nine: six is about that, sixty is not
        assert six == Reason("usual_size", {"seats": 6})
        assert sixty is None


class TestFreshness(FeatureContract):
    feature = Freshness

    def test_falls_with_days(self) -> None:
        assert self.scores()["bowl"] == near(-math.log1p(2))


class TestJustOpened(FeatureContract):
    feature = JustOpened

    def test_is_gone_after_two_days(self) -> None:
        assert self.scores()["bowl"] == near(0.0)


class TestNovelty(FeatureContract):
    feature = Novelty

    def test_is_equal_among_equals(self) -> None:
        assert set(self.scores().values()) == {0.0}


class TestSiblings(FeatureContract):
    feature = Siblings

    def test_counts_the_clubs_open_activities(self) -> None:
        assert self.scores()["night"] == near(math.log(3))


class TestTimeToStart(FeatureContract):
    feature = TimeToStart

    def test_counts_days(self) -> None:
        assert self.scores()["bowl"] == near(math.log1p(5))


class TestTimeToStartSquared(FeatureContract):
    feature = TimeToStartSquared

    def test_is_1_a_month_ahead(self) -> None:
        assert self.scores()["bowl"] == near((math.log1p(5) / math.log1p(30)) ** 2)


class TestPassedBy(FeatureContract):
    feature = PassedBy

    def test_counts_what_was_done_since_it_was_created(self) -> None:
        # all were created two days ago; since then minji has looked at one thing, jun has joined one
        assert self.scores()["bowl"] == near(math.log1p(1))
        assert set(self.scores("nobody").values()) == {0.0}


class TestUnseen(FeatureContract):
    feature = Unseen

    def test_is_0_for_one_who_was_here_since_and_for_one_who_never_was(self) -> None:
        assert set(self.scores().values()) == {0.0}
        assert set(self.scores("nobody").values()) == {0.0}

    def test_is_1_for_what_came_after_the_last_visit(self) -> None:
        events = [("minji", "past", "join", 9 * DAY)]
        context, states = prepared(events)
        feature = Unseen()
        feature.fit(context, NOW)
        member = Member.in_world(context.world, 0, states["minji"], NOW)
        candidates = Candidates(context, context.world.open_at(NOW), NOW)
        assert feature.score(member, candidates).tolist() == [1.0] * 4
        reason = feature.reason(member, candidates, 0, 1.0)
        assert reason is not None
        assert reason.sentence("ko") == "다녀간 뒤에 새로 열렸어요"


class TestTimeToDeadline(FeatureContract):
    feature = TimeToDeadline

    def test_counts_days(self) -> None:
        assert self.scores()["bowl"] == near(math.log1p(3))


class TestImminent(FeatureContract):
    feature = Imminent

    def test_is_1_within_a_week(self) -> None:
        assert set(self.scores().values()) == {1.0}


class TestOrganiser(FeatureContract):
    feature = Organiser

    def test_smooths_to_everyones_mean(self) -> None:
        # one activity has been held, two came; five are assumed for everyone's first: mean (5 + 2) / (1 + 1) = 3.5
        assert self.scores()["bowl"] == near(math.log1p((2 + 2 * 3.5) / (1 + 2)))
        assert self.scores()["night"] == near(math.log1p(3.5))


class TestSeries(FeatureContract):
    feature = Series


class TestSeriesHabit(FeatureContract):
    feature = SeriesHabit

    def test_is_0_for_another_series(self) -> None:
        assert set(self.scores().values()) == {0.0}


def test_every_signal_has_a_contract_test() -> None:
    tested = {case.feature for case in FeatureContract.__subclasses__()}
    assert tested == set(FEATURES)


def test_names_are_unique() -> None:
    names = [feature.name for feature in FEATURES]
    assert len(set(names)) == len(names)
