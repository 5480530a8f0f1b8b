"""Personal data is masked before a log line is written."""

import io
import logging
import logging.config

import pytest
from django.test import Client

from kwartier.config.logs import LOGGING, MaskPersonalData, mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("mail to nadia.el@example.org failed", "mail to ***@*** failed"),
        ("point 541440000000000019 read", "point **************0019 read"),
        ("paid to BE71 0961 2345 6769 today", "paid to IBAN*** today"),
        ("of NO93 8601 1117 947 too", "of IBAN*** too"),
        ("of NO9386011117947.", "of IBAN***."),
        ("typed be71 0961 2345 6769 today", "typed IBAN*** today"),
        ("typed nl91-abna-0417-1643-00 there", "typed IBAN*** there"),
        ("with +++090/9337/55493+++", "with +++***+++"),
        (
            "DETAIL:  Failing row contains (7, N. El Amrani, t).",
            "DETAIL:  Failing row contains ***",
        ),
        ('JSON data, line 1: {"holder": "N. El', "JSON data, line 1: ***"),
        (
            'COPY payments_refund, line 3, column cents: "x"',
            "COPY payments_refund, line 3, column cents: ***",
        ),
        ("3 contracts, 1200 kWh", "3 contracts, 1200 kWh"),
        (
            "Batch CB26-0000007 of be26 went with the others",
            "Batch CB26-0000007 of be26 went with the others",
        ),
    ],
)
def test_a_message_is_masked(text, masked):
    assert mask(text) == masked


def test_the_filter_masks_the_finished_message():
    record = logging.LogRecord("a", logging.INFO, "f", 1, "to %s", ("a@b.example",), None)
    assert MaskPersonalData().filter(record)
    assert record.getMessage() == "to ***@***"


@pytest.fixture
def written():
    """What the handlers of the settings write."""
    stream = io.StringIO()
    handler = {**LOGGING["handlers"]["console"], "stream": stream}
    logging.config.dictConfig({**LOGGING, "handlers": {"console": handler}})
    yield stream
    logging.config.dictConfig(LOGGING)


def test_a_traceback_is_masked_too(written):
    try:
        int("Key (email)=(nadia@example.org) already exists.")
    except ValueError:
        logging.getLogger("kwartier").exception("It failed for %s", "541440000000000019")
    assert "Traceback" in written.getvalue()
    assert "Key (email)=(***@***) already exists." in written.getvalue()
    assert "nadia" not in written.getvalue()
    assert "541440000000000019" not in written.getvalue()


@pytest.mark.django_db
def test_a_wrong_host_is_one_line(written):
    answer = Client(raise_request_exception=False).get("/", headers={"host": "a@evil.example"})
    assert answer.status_code == 400
    lines = written.getvalue().splitlines()
    assert [line for line in lines if "Traceback" in line or "evil" in line] == []
    assert sum("DisallowedHost" in line for line in lines) == 1
