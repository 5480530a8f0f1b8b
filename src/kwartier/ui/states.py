"""The seven states of a value and who has the ball: one vocabulary, a shape and a word for each."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from energycore.intervals import ValueState


class Ball(StrEnum):
    """Who has to do something next."""

    YOU = "you"
    US = "us"
    OPERATOR = "operator"
    DONE = "done"


STATE_WORDS: dict[ValueState, Promise] = {
    ValueState.MEASURED: _("measured"),
    ValueState.VALIDATED: _("validated"),
    ValueState.ESTIMATED: _("estimated"),
    ValueState.GIVEN: _("given by you"),
    ValueState.CORRECTED: _("corrected"),
    ValueState.NOT_YET: _("not yet published"),
    ValueState.MISSING: _("missing"),
}

BALL_WORDS: dict[Ball, Promise] = {
    Ball.YOU: _("Up to you"),
    Ball.US: _("Up to us"),
    Ball.OPERATOR: _("Up to the grid operator"),
    Ball.DONE: _("Done"),
}

# words of other rooms for the same thing (a reading's origin)
_SAME = {
    "operator": ValueState.MEASURED,
    "customer": ValueState.GIVEN,
    "profile": ValueState.ESTIMATED,
}
_BY_LABEL = {state.label: state for state in ValueState} | _SAME

# 12 x 12 pictures, drawn in the text's color; told apart by outline alone, also in black and white
_LINE = 'fill="none" stroke="currentColor" stroke-width="1.5"'
STATE_SHAPES: dict[ValueState, str] = {
    ValueState.MEASURED: '<rect x="1" y="1" width="10" height="10" rx="2" fill="currentColor"/>',
    ValueState.VALIDATED: '<path d="m1.5 6.5 3 3 6-7.5" fill="none" stroke="currentColor" stroke-width="2"/>',
    ValueState.ESTIMATED: (
        f'<rect x="1" y="1" width="10" height="10" rx="2" {_LINE}/>'
        '<path d="M2 7.5 7.5 2M4.5 10.500l6-6" stroke="currentColor" stroke-width="1.5"/>'
    ),
    ValueState.GIVEN: '<path d="M6 .5 11.5 6 6 11.5.5 6z" fill="currentColor"/>',
    ValueState.CORRECTED: (
        f'<path d="M10.5 6A4.5 4.5 0 1 1 9 2.6" {_LINE}/><path d="M10.9.6v3.100H7.800z" fill="currentColor"/>'
    ),
    ValueState.NOT_YET: f'<circle cx="6" cy="6" r="5" {_LINE} stroke-dasharray="2 1.9"/>',
    ValueState.MISSING: f'<path d="M1.7 1.700l8.6 8.600M10.3 1.700l-8.6 8.6" {_LINE} stroke-linecap="round"/>',
}


@dataclass(frozen=True, slots=True)
class ShownState:
    """A state ready for a template: its key, its word, its picture (trusted markup of ours)."""

    key: str
    word: str
    shape: str


def show_state(value: object) -> ShownState:
    """The word and the shape of a state, given as a :class:`ValueState`, its label, or a synonym.

    Raises:
        ValueError: the text names no state.
    """
    state = value if isinstance(value, ValueState) else _BY_LABEL.get(str(value))
    if state is None:
        raise ValueError(value)
    return ShownState(key=state.label, word=str(STATE_WORDS[state]), shape=STATE_SHAPES[state])


def state_markup(value: object) -> SafeString:
    """The shape and the word of a state, as a page shows them."""
    shown = show_state(value)
    picture = f'<svg viewBox="0 0 12 12" aria-hidden="true">{shown.shape}</svg>'
    return mark_safe(
        f'<span class="state" data-state="{shown.key}">{picture}{escape(shown.word)}</span>'
    )
