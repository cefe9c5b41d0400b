"""``teenplay seasons``: a sentence for each season of this year and the next, for days that have none yet."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from moim_django.models import SeasonTheme

SENTENCES = (
    (3, "봄 벚꽃 나들이 산책 피크닉"),
    (6, "여행 바다 산 여름 시원한"),
    (9, "가을 단풍 등산 독서 전시"),
    (12, "겨울 연말 따뜻한 공방 실내 모임"),
)


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        year = timezone.localdate().year
        added = 0
        for first in (year - 1, year, year + 1):
            for month, sentence in SENTENCES:
                starts = datetime.date(first, month, 1)
                ends = datetime.date(first + month // 12, month % 12 + 3, 1) - datetime.timedelta(days=1)
                if not SeasonTheme.objects.filter(starts__lte=ends, ends__gte=starts).exists():
                    SeasonTheme.objects.create(sentence=sentence, starts=starts, ends=ends)
                    added += 1
        self.stdout.write(f"{added} season(s) added; edit them in the admin")
