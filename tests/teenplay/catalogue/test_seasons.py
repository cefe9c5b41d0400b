from __future__ import annotations

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from moim_django.models import SeasonTheme

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_every_day_of_this_and_the_next_year_has_one_sentence() -> None:
    call_command("seasons")
    year = timezone.localdate().year
    day = datetime.date(year, 1, 1)
    while day < datetime.date(year + 2, 1, 1):
        assert SeasonTheme.objects.filter(starts__lte=day, ends__gte=day).count() == 1, day
        day += datetime.timedelta(days=1)


def test_what_an_operator_wrote_stays_and_a_second_run_adds_nothing() -> None:
    year = timezone.localdate().year
    SeasonTheme.objects.create(sentence="우리 말", starts=datetime.date(year, 6, 1), ends=datetime.date(year, 8, 31))
    call_command("seasons")
    count = SeasonTheme.objects.count()
    call_command("seasons")
    assert SeasonTheme.objects.count() == count
    assert SeasonTheme.objects.on(datetime.date(year, 7, 1)).sentence == "우리 말"  # type: ignore[union-attr]
