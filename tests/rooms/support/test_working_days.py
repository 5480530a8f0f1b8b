"""Promises are counted in the working days of the brand's country."""

from datetime import date

import pytest

from kwartier.support.working_days import is_working_day, working_day_after


@pytest.mark.parametrize(
    ("day", "country", "promised"),
    [
        (date(2026, 11, 16), "BE", date(2026, 11, 18)),  # a plain Monday
        (date(2026, 11, 20), "BE", date(2026, 11, 24)),  # Friday: the weekend does not count
        (date(2026, 11, 21), "BE", date(2026, 11, 24)),  # Saturday
        (date(2026, 7, 17), "BE", date(2026, 7, 22)),  # 21 July is Belgium's
        (date(2026, 7, 17), "FR", date(2026, 7, 21)),  # and not France's
        (date(2026, 7, 10), "FR", date(2026, 7, 15)),  # 14 July is
        (date(2026, 12, 31), "BE", date(2027, 1, 5)),  # over the year's end
    ],
)
def test_the_second_working_day(day, country, promised):
    assert working_day_after(day, country=country) == promised


def test_the_day_itself_never_counts_and_any_count_can_be_asked():
    assert working_day_after(date(2026, 11, 16), country="BE", count=0) == date(2026, 11, 16)
    assert working_day_after(date(2026, 11, 16), country="BE", count=5) == date(2026, 11, 23)
    assert not is_working_day(date(2026, 11, 11), country="BE")
