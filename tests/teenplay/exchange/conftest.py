"""A catalogue small enough to know by heart, in the five-file form."""

from __future__ import annotations

from pathlib import Path

import pytest

FILES = {
    "members.csv": """\
member_id,joined_at,region,lat,lon,interests,keywords,nickname,synthetic,shoe_size,birth_year
m1,2025-01-01T00:00:00Z,서울,37.5,127.0,취미;재테크,러닝;산,하늘,1,250,1999
m2,,Montana,,,취미;birds,a;b;c;d,,,,
m3,2025-01-03T00:00:00.250000Z,부산,,,,,바다,,,
""",
    "clubs.csv": """\
club_id,name,intro,category,region,lat,lon,created_at,tags,owner_id,info
c1,한강 러닝,같이 뛰어요,운동·액티비티,서울,37.5,127.0,2025-01-02T00:00:00Z,러닝;저녁,m3,천천히
c2,Birders,,nature,Montana,,,,,,
""",
    "activities.csv": """\
activity_id,club_id,title,intro,content,category,place,lat,lon,created_at,recruit_start,recruit_end,activity_start,activity_end,capacity,tags
a1,c1,5km,"천천히
뛰어요",<p>좋아요</p>,운동·액티비티,여의도,37.5,126.9,2025-02-01T00:00:00Z,2025-02-01T00:00:00Z,2025-03-01T00:00:00Z,2025-03-02T00:00:00Z,2025-03-02T02:00:00Z,1,러닝
a2,c2,Owls,,,nature,,,,2025-02-01T00:00:00Z,2025-02-01T00:00:00Z,2025-03-01T00:00:00Z,2025-03-02T00:00:00Z,,,
""",
    "club_members.csv": """\
club_id,member_id,joined_at
c1,m1,2025-01-05T00:00:00Z
c2,m2,
""",
    "interactions.csv": """\
member_id,activity_id,kind,at
m1,a1,view,2025-02-02T00:00:00Z
m1,a1,like,2025-02-02T00:01:00Z
m1,a1,join,2025-02-02T00:02:00Z
m1,a1,unlike,2025-02-03T00:00:00Z
m2,a1,view,2025-02-03T00:00:00Z
m2,a1,view,2025-02-03T00:00:00Z
m2,a2,join,2025-02-04T00:00:00Z
m2,a2,cancel,2025-02-05T00:00:00Z
m3,a2,decline,2025-02-10T12:00:00Z
""",
    "friends.csv": """\
member_id,friend_id,since
m1,m2,
m3,m1,2025-01-20T00:00:00Z
""",
}


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
