"""Personal data is masked before a log line is written."""

import logging

import pytest

from kwartier.config.logs import MaskPersonalData, mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("mail to nadia.el@example.org failed", "mail to ***@*** failed"),
        ("point 541440000000000019 read", "point **************0019 read"),
        ("paid to BE71 0961 2345 6769 today", "paid to IBAN*** today"),
        ("3 contracts, 1200 kWh", "3 contracts, 1200 kWh"),
    ],
)
def test_a_message_is_masked(text, masked):
    assert mask(text) == masked


def test_the_filter_masks_the_finished_message():
    record = logging.LogRecord("a", logging.INFO, "f", 1, "to %s", ("a@b.example",), None)
    assert MaskPersonalData().filter(record)
    assert record.getMessage() == "to ***@***"
