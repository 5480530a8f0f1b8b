"""Whole numbers by the column: as many rows as there are, and nothing but whole numbers."""

import pytest

from kwartier.platform.columns import fetch_columns

pytestmark = pytest.mark.django_db

ROWS = "SELECT n, -n * n FROM generate_series(1, %(count)s::bigint) n"


@pytest.mark.parametrize("count", [0, 1, 3])
def test_every_row_is_in_its_place(count):
    found = fetch_columns(ROWS, {"count": count}, count=2)
    assert found.tolist() == [
        [number + 1 for number in range(count)],
        [-((number + 1) ** 2) for number in range(count)],
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1::int, 2::bigint",  # Shorter than a bigint.
        "SELECT NULL::bigint, 2::bigint",
        "SELECT 'twelve letters is no number', 2::bigint",
        "SELECT ''::text, 'sixteen letters!'::text",  # As long as two numbers.
    ],
)
def test_anything_else_is_refused(statement):
    with pytest.raises(ValueError, match="a column is no bigint, or holds nothing"):
        fetch_columns(statement, {}, count=2)
