"""Every act on an account's record has a sentence of its own, in every language."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

import kwartier
from kwartier.parties.types import AccessLogRow
from kwartier.ui.record_words import _SENTENCES, say_action

SOURCE = Path(kwartier.__file__).parent


def list_acts() -> set[str]:
    """The acts that the source puts on the record of one account, by their names."""
    calls = (
        node
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
    )
    return {act for call in calls for act in read_acts(call)}


def read_acts(call: ast.Call) -> Iterator[str]:
    given = {word.arg: word.value for word in call.keywords}
    account = given.get("account_id", given.get("acts"))  # of one, or each of many
    if "action" not in given or account is None or isinstance(given["action"], ast.JoinedStr):
        return
    if all(is_nobody(owner) for owner in list_owners(account)):
        return
    for node in ast.walk(given["action"]):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
            yield node.value


def list_owners(account: ast.expr) -> list[ast.expr]:
    """The accounts of the acts that are written out in a call; else what the call itself says."""
    return [
        word.value
        for act in ast.walk(account)
        if isinstance(act, ast.Call)
        for word in act.keywords
        if word.arg == "account_id"
    ] or [account]


def is_nobody(owner: ast.expr) -> bool:
    return isinstance(owner, ast.Constant) and owner.value is None


def test_every_act_on_an_account_has_its_sentence():
    acts = list_acts()
    assert {"bill.issued", "bill.corrected", "advance.changed", "statement.stopped"} <= acts
    assert "collection_batch.collected" not in acts  # of a batch, and of no account
    assert acts <= set(_SENTENCES)


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_a_bill_is_named_with_its_amount(language):
    row = AccessLogRow(
        id=1,
        at=datetime(2026, 11, 21, tzinfo=UTC),
        action="bill.issued",
        actor_kind="system",
        actor_name="system",
        by_self=False,
        details={"total_cents": "123723", "balance_cents": "3723", "bundle_sha256": "66"},
    )
    with translation.override(language):
        said = say_action(row)
    assert "237" in said
    assert "bill.issued" not in said
