"""A few sessions at once on one account: nothing is lost, paid twice or answered with an error.

`money_rush` as a command lets fifty of them loose for as long as one likes.
"""

import logging

import pytest

from money_rush import run_rounds


@pytest.mark.django_db(transaction=True)
def test_the_books_say_what_each_session_was_told():
    told = []
    logging.disable(logging.WARNING)
    try:
        run_rounds(sessions=5, acts=6, rounds=1, seed=7, tell=told.append)
    finally:
        logging.disable(logging.NOTSET)
    assert told[0] == "seed 7: 30 acts, the books agree"
