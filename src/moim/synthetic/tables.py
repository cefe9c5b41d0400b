"""Turns a synthetic world into a data set with ids m1, c1, a1 and so on.

A column ``synthetic`` marks members, clubs and activities as generated.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import numpy as np

from moim.data.dataset import Dataset
from moim.data.table import Table
from moim.synthetic.behaviour import Story
from moim.synthetic.gatherings import Activities, Clubs
from moim.synthetic.lexicon import Lexicon
from moim.synthetic.people import People
from moim.synthetic.profiles import member_columns
from moim.synthetic.writer import ClubText, SessionFacts, Writer

SEOUL = timezone(timedelta(hours=9))


def make_dataset(
    people: People, clubs: Clubs, activities: Activities, story: Story, words: Lexicon, rng: np.random.Generator
) -> Dataset:
    """Generate the texts and return all observable data as tables; the hidden preferences are not among them."""
    member_id = [f"m{number}" for number in range(1, len(people) + 1)]
    club_id = [f"c{number}" for number in range(1, len(clubs) + 1)]
    activity_id = [f"a{number}" for number in range(1, len(activities) + 1)]
    writer = Writer(words, rng)
    hosts = [
        writer.club(words.themes[theme], words.districts[district], weekday)
        for theme, district, weekday in zip(
            clubs.theme.tolist(), clubs.district.tolist(), clubs.weekday.tolist(), strict=True
        )
    ]
    interactions, memberships = sorted(story.interactions), sorted(story.memberships)
    friendships = sorted(row[:3] for row in story.friendships if row[3])
    return Dataset(
        members=Table.of("members", member_columns(people, member_id, words, rng)),
        clubs=_clubs(clubs, hosts, club_id, member_id, words),
        activities=_activities(activities, hosts, activity_id, club_id, words, writer),
        club_members=Table.of(
            "club_members",
            {
                "club_id": [club_id[club] for _, _, club in memberships],
                "member_id": [member_id[member] for _, member, _ in memberships],
                "joined_at": [at for at, _, _ in memberships],
            },
        ),
        interactions=Table.of(
            "interactions",
            {
                "member_id": [member_id[member] for _, member, _, _ in interactions],
                "activity_id": [activity_id[offer] for _, _, offer, _ in interactions],
                "kind": [kind for _, _, _, kind in interactions],
                "at": [at for at, _, _, _ in interactions],
            },
        ),
        friends=Table.of(
            "friends",
            {
                "member_id": [member_id[one] for _, one, _ in friendships],
                "friend_id": [member_id[other] for _, _, other in friendships],
                "since": [since for since, _, _ in friendships],
            },
        ),
    )


def _clubs(clubs: Clubs, hosts: list[ClubText], ids: list[str], member_ids: list[str], words: Lexicon) -> Table:
    themes = [words.themes[theme] for theme in clubs.theme]
    return Table.of(
        "clubs",
        {
            "club_id": ids,
            "name": [host.name for host in hosts],
            "intro": [host.intro for host in hosts],
            "category": [theme.category for theme in themes],
            "region": [host.district.region for host in hosts],
            "lat": clubs.lat.tolist(),
            "lon": clubs.lon.tolist(),
            "created_at": clubs.created_at.tolist(),
            "tags": [";".join(dict.fromkeys((theme.name, *theme.tags[:3]))) for theme in themes],
            "info": [host.info for host in hosts],
            "owner_id": [member_ids[owner] for owner in clubs.owner],
            "district": [host.district.name for host in hosts],
            "synthetic": ["1"] * len(ids),
        },
    )


def _activities(
    activities: Activities,
    hosts: list[ClubText],
    ids: list[str],
    club_ids: list[str],
    words: Lexicon,
    writer: Writer,
) -> Table:
    themes = [words.themes[theme] for theme in activities.theme]
    texts = [
        writer.activity(
            themes[row],
            hosts[activities.club[row]],
            SessionFacts(
                datetime.fromtimestamp(float(activities.start[row]), UTC).astimezone(SEOUL),
                datetime.fromtimestamp(float(activities.end[row]), UTC).astimezone(SEOUL),
                int(activities.seats[row]),
                int(activities.price[row]),
                int(activities.venue[row]),
            ),
        )
        for row in range(len(activities))
    ]
    return Table.of(
        "activities",
        {
            "activity_id": ids,
            "club_id": [club_ids[club] for club in activities.club],
            "title": [text.title for text in texts],
            "intro": [text.intro for text in texts],
            "content": [text.content for text in texts],
            "category": [theme.category for theme in themes],
            "place": [text.place for text in texts],
            "lat": activities.lat.tolist(),
            "lon": activities.lon.tolist(),
            "created_at": activities.created_at.tolist(),
            "recruit_start": activities.recruit_start.tolist(),
            "recruit_end": activities.recruit_end.tolist(),
            "activity_start": activities.start.tolist(),
            "activity_end": activities.end.tolist(),
            "capacity": activities.seats.tolist(),
            "tags": [";".join(dict.fromkeys((theme.name, *theme.tags[:3]))) for theme in themes],
            "price": [str(price) for price in activities.price],
            "synthetic": ["1"] * len(ids),
        },
    )
