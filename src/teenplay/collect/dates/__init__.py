"""Reading Korean dates and times in titles and notices as time windows in Asia/Seoul.

>>> from datetime import datetime
>>> now = datetime(2024, 4, 20, 12, 0, tzinfo=SEOUL)
>>> schedule = read_schedule("모집 ~4/30 마감 | 5월 3일(금) 오후 7시", now)
>>> schedule.recruit.end.isoformat(), schedule.activity.start.isoformat()
('2024-04-30T23:59:59+09:00', '2024-05-03T19:00:00+09:00')

Conventions for what texts leave out:

- A day without a clock time lasts from 00:00:00 to 23:59:59. A start with a clock time and no end has end ``None``.
- A date without a year is the one nearest to ninety days after ``now`` (listings look ahead); a weekday beside it
  decides between years when it fits only one.
- An hour without 오전/오후 from 1 to 6 is afternoon, 7 and 8 are evening unless what follows ends before them on the
  dial ("8시~5시"), 9 to 12 are as written. Hours written with two digits ("07:30", "19:00") are as written.
- A weekly date ("매주 토") gives its next day and keeps its weekdays. Weeks begin on Monday.
- Lunar holidays (설날, 추석) and school terms are not read.
"""

from teenplay.collect.dates.calendar import SEOUL
from teenplay.collect.dates.windows import Schedule, Window, read_schedule

__all__ = ["SEOUL", "Schedule", "Window", "read_schedule"]
