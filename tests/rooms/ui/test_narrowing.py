"""What a person types above a long list keeps the rows that they mean."""

import pytest

from kwartier.ui.narrowing import LONGEST_AT_A_GLANCE, narrow

HOUSES = (
    "Rue de l'Église 24, 6000 Charleroi 541499000000036526 CB-200007",
    "Rue de l'Église 26, 6000 Charleroi 541499000000246522 CB-200024",
    "Place du Marché 2, 4000 Liège 541499000000116525 CB-200009",
)


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ("", (0, 1, 2)),
        ("  ", (0, 1, 2)),
        ("EGLISE", (0, 1)),
        ("charleroi rue", (0, 1)),
        ("24", (0,)),  # the house number, not the numbers with a 24 in them
        ("6522", (1,)),  # the last digits of an EAN
        ("5414 9900 0000 1165 25", (2,)),  # a number in groups
        ("6000 26", (1,)),
        ("cb-200009", (2,)),
        ("200009", (2,)),
        ("nowhere", ()),
        ("x" * 5_000, ()),
    ],
)
def test_rows_hold_every_word_that_is_wanted(wanted, kept):
    narrowed = narrow(HOUSES, wanted, str)
    assert narrowed.rows == tuple(HOUSES[at] for at in kept)
    assert (narrowed.kept_count, narrowed.whole_count) == (len(kept), len(HOUSES))


def test_a_box_is_offered_where_a_list_is_long():
    assert not narrow(range(LONGEST_AT_A_GLANCE), "", str).is_offered
    assert narrow(range(LONGEST_AT_A_GLANCE + 1), "nothing like it", str).is_offered
