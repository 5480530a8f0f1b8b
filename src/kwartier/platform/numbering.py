"""Numbers without gaps, per brand and series, safe when two people ask at once."""

from django.db import connection


def next_number(*, brand_id: int, series: str) -> int:
    """The next number of a series; the row stays locked until the transaction ends.

    A rolled-back transaction gives its number back, so the series has no gap.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO platform_counter (brand_id, series, last_number) VALUES (%s, %s, 1) "
            "ON CONFLICT (brand_id, series) "
            "DO UPDATE SET last_number = platform_counter.last_number + 1 RETURNING last_number",
            [brand_id, series],
        )
        return int(cursor.fetchone()[0])
