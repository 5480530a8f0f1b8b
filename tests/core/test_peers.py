"""Other programs ask the same for the same loads and prices, where `bench/charges` installed them."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench" / "parts"))

import peer_comparison
import peer_environment

PEERS = peer_environment.find_peers()
WITH_PEERS = pytest.mark.skipif(PEERS is None, reason="bench/charges installs them")
AREAS = peer_comparison.AREAS
RNG = np.random.default_rng(7)
WH = RNG.integers(0, 1_200, (1, 35_040), dtype=np.int32)
PRICES = RNG.integers(-90_000_000, 400_000_000, 35_040)
BILLS = {
    "dynamic": (lambda: peer_comparison.dynamic_bill(WH, PRICES), {"pysam", "energy_cost"}),
    "year": (lambda: peer_comparison.year_bill(WH), {"pysam"}),
    "flemish_2025": (lambda: peer_comparison.flemish_bill(2025, areas=AREAS[:2]), {"energy_cost"}),
    "flemish_2026": (lambda: peer_comparison.flemish_bill(2026, areas=AREAS[6:]), {"energy_cost"}),
}


@WITH_PEERS
@pytest.mark.parametrize("kind", BILLS)
def test_a_peer_asks_the_same(kind):
    make, programs = BILLS[kind]
    answers = peer_comparison.ask_peers(PEERS, make(), times=1)
    assert {answer.program for answer in answers} == programs
    for answer in answers:
        assert answer.differences == ()


@WITH_PEERS
def test_another_price_is_told_apart():
    bill = peer_comparison.year_bill(WH)
    bill.given["fee_micro_eur_per_year"] += 100
    (answer,) = peer_comparison.ask_peers(PEERS, bill, times=1)
    assert answer.differences[0].startswith("meter 0, year: ")


def test_bills_of_ours_stand_without_peers():
    (year,) = peer_comparison.year_bill(WH).make()
    (months,) = peer_comparison.dynamic_bill(WH, PRICES).make()
    assert list(year) == ["year"]
    assert list(months) == [f"month_{month}" for month in range(1, 13)]
    by_hand = (WH[0].astype(object) * PRICES.astype(object)).sum()
    assert sum(months.values()) == pytest.approx(by_hand / 10**12, abs=1e-9)


def test_peers_that_cannot_be_had_are_one_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(peer_environment, "FOLDER", tmp_path / "peers")
    monkeypatch.setattr(peer_environment, "STAMP", tmp_path / "peers" / "kwartier-stamp")
    monkeypatch.setattr(peer_environment.shutil, "which", lambda *_args, **_more: None)
    monkeypatch.setattr(peer_environment.sys, "executable", str(tmp_path / "nowhere"))
    assert peer_environment.prepare_peers() is None
    assert "nothing is compared with them" in capsys.readouterr().err
