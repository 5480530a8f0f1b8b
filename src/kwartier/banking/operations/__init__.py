"""Acts on the bank's statements: files arrive and are loaded, payments are placed, by rule and by hand."""

from kwartier.banking.operations.close_day import close_day
from kwartier.banking.operations.keep_accounts import add_own_account, set_placing_rule
from kwartier.banking.operations.load_files import load_arrivals
from kwartier.banking.operations.place_by_hand import (
    OF_NOBODY,
    clear_by_hand,
    place_by_hand,
    take_back_by_hand,
)
from kwartier.banking.operations.place_details import place_details
from kwartier.banking.operations.receive_files import (
    allow_hole,
    keep_refused,
    put_aside,
    receive_answer,
    receive_file,
)
from kwartier.banking.operations.take_answers import take_answers
from kwartier.banking.operations.undo import undo_placing

__all__ = [
    "OF_NOBODY",
    "add_own_account",
    "allow_hole",
    "clear_by_hand",
    "close_day",
    "keep_refused",
    "load_arrivals",
    "place_by_hand",
    "place_details",
    "put_aside",
    "receive_answer",
    "receive_file",
    "set_placing_rule",
    "take_answers",
    "take_back_by_hand",
    "undo_placing",
]
