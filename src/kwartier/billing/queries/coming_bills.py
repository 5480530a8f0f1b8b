"""The bill that a billing run would make of a period: as it will be, and beside the one before."""

import json
from dataclasses import dataclass
from datetime import date, timedelta

from kwartier.billing._bills.deciding import DecidedBill
from kwartier.billing._bills.rows import BUNDLE_COLUMNS, hash_of, part_to_json, rates_to_json
from kwartier.billing._run_states import RunRowState
from kwartier.billing._runs.work import read_drafts
from kwartier.billing.models import Bill, BillingRun, BillingRunRow
from kwartier.billing.queries.bills import BillPage, as_bill_page
from kwartier.billing.queries.runs import RunRowView, RunView, as_run, as_run_row
from kwartier.platform.errors import NotFound
from kwartier.supply.queries import get_contract

# Behind every bill that there is: what corrects others of the same days comes last.
_NOT_STORED = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingBill:
    """A period of a run; ``page`` is its bill as it will be, None where none can be made yet.

    Once it is issued ``page`` is None, too: ``row`` has its number.
    """

    run: RunView
    row: RunRowView
    page: BillPage | None


def get_coming_bill(*, brand_id: int, number: str, row_id: int, today: date) -> ComingBill:
    """The bill of one period of a run, as its draft has it.

    Raises:
        NotFound: there is no such run or period, or it is not the asker's to see.
    """
    run = BillingRun.objects.filter(brand_id=brand_id, number=number).first()
    rows = BillingRunRow.objects.filter(run=run).select_related("plan", "bill")
    left_out = [f"bill__{name}" for name in BUNDLE_COLUMNS]
    row = rows.defer(*left_out).filter(pk=row_id).first() if run else None
    if run is None or row is None:
        raise NotFound
    decided = read_drafts([row.pk])[0] if row.state == RunRowState.DRAFTED else None
    return ComingBill(
        run=as_run(run),
        row=as_run_row(row, get_contract(row.plan.contract_id)),
        page=as_bill_page(_unstored(decided, run.issued_on or today)) if decided else None,
    )


def _unstored(decided: DecidedBill, issued_on: date) -> Bill:
    """A decided bill as the row that it would become, without a number."""
    text = decided.text.with_facts(decided.facts)
    return Bill(
        id=_NOT_STORED,
        brand_id=decided.brand_id,
        account_id=decided.account_id,
        contract_id=decided.contract_id,
        kind=decided.kind,
        number="",
        period=decided.period,
        issued_on=issued_on,
        due_on=issued_on + timedelta(days=decided.term_days),
        total_cents=decided.total_cents,
        advances_cents=decided.advances_cents,
        balance_cents=decided.total_cents - decided.advances_cents,
        vat=rates_to_json(decided.cost),
        advance_vat=rates_to_json(decided.advances),
        component_cents=dict(decided.component_cents),
        volumes_wh=dict(decided.volumes_wh),
        whole_bundle=json.loads(text.whole()),
        bundle_sha256=hash_of(text),
        provisional_part=part_to_json(decided.provisional_part),
        replaced_part=part_to_json(decided.replaced_part),
    )
