"""Numbers without gaps, per brand and series, safe when two people ask at once."""

from django.db import connection


def next_number(*, brand_id: int, series: str) -> int:
    """The next number of a series; the row stays locked until the transaction ends.

    A rolled-back transaction gives its number back, so the series has no gap.
    """
    return next_numbers(brand_id=brand_id, series=series, count=1)[0]


def next_numbers(*, brand_id: int, series: str, count: int) -> range:
    """The next ``count`` numbers of a series at once, as `next_number` gives one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO platform_counter (brand_id, series, last_number) VALUES (%s, %s, %s) "
            "ON CONFLICT (brand_id, series) "
            "DO UPDATE SET last_number = platform_counter.last_number + EXCLUDED.last_number "
            "RETURNING last_number",
            [brand_id, series, count],
        )
        last_number = int(cursor.fetchone()[0])
    return range(last_number - count + 1, last_number + 1)
