"""One rule for all names: what nobody can read is none."""

import pytest

from kwartier.parties.called import check_name
from kwartier.parties.refusals import NameUnreadable


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   ",
        "\u200b\u200b",
        "\u2060\ufeff",
        "\u3164",
        "\u2800 \u115f",
        "\u202e",
        "---",
        "\u200d\u200c",
        "\x07",
    ],
)
def test_what_nobody_can_read_is_no_name(written):
    with pytest.raises(NameUnreadable) as refused:
        check_name(written)
    assert refused.value.field == "name"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Nadia El Amrani", "Nadia El Amrani"),
        ("  Jan \u00a0 De\tSmet\n", "Jan De Smet"),
        ("Ja\u200bn\u202e Smet\ufeff", "Jan Smet"),
        ("\u3164Zoë\u2800", "Zoë"),
        ("3M", "3M"),
        ("Łukasz O’Brien-Ünal", "Łukasz O’Brien-Ünal"),
        ("محمد", "محمد"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # a joiner that Persian writes
        ("Jan\u200c", "Jan"),
        ("\u200dJan \u200d Smet", "Jan Smet"),
    ],
)
def test_a_name_is_kept_as_it_is_read(written, kept):
    assert check_name(written) == kept
