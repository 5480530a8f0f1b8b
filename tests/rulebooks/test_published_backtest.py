"""The back-test that pages show is the one that the explanation prints, row by row."""

from pathlib import Path

import pytest

from energycore.forecast.backtest import table_lines
from rulebooks.calibration import list_backtest

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "forecast.md"


@pytest.mark.parametrize("energy", ["electricity", "gas"])
def test_the_page_prints_the_published_rows(energy):
    printed = PAGE.read_text("utf-8").splitlines()
    for line in table_lines(list_backtest(energy)):
        assert line in printed


def test_an_energy_without_a_table_has_no_backtest():
    with pytest.raises(LookupError, match="steam"):
        list_backtest("steam")
