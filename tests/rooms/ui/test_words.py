"""A settlement is said the same way everywhere, and the seven states have seven shapes."""

import pytest

from kwartier.ui import states, words


@pytest.mark.parametrize(
    ("cents", "text", "tone"),
    [
        (14_400, "about €144 to pay", "debit"),
        (-8_400, "about €84 in your favor", "credit"),
        (0, "nothing to pay", "even"),
        (49, "nothing to pay", "even"),
        (-49, "nothing to pay", "even"),
        (50, "about €1 to pay", "debit"),
    ],
)
def test_a_settlement_has_its_word_and_its_tone(cents, text, tone):
    said = words.settlement_words(cents, "en_IE", about=True)
    assert (said.text, said.tone) == (text, tone)


def test_a_band_says_the_word_once_when_both_ends_agree():
    assert words.settlement_band_words(7_800, 22_400, "en_IE") == "between €78 and €224 to pay"
    assert (
        words.settlement_band_words(-700, 13_900, "en_IE")
        == "between €7 in your favor and €139 to pay"
    )
    assert (
        words.settlement_band_words(-10, 13_900, "en_IE")
        == "between nothing to pay and €139 to pay"
    )


def test_each_state_has_a_word_and_a_shape_of_its_own():
    shown = [states.show_state(state) for state in states.ValueState]
    assert len({state.word for state in shown}) == len({state.shape for state in shown}) == 7


def test_states_of_readings_are_understood_and_others_refused():
    assert states.show_state("customer").key == "given"
    assert states.show_state("operator").key == "measured"
    with pytest.raises(ValueError, match="guessed"):
        states.show_state("guessed")
