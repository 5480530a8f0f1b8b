"""Questions about instalment schedules: how one stands, what one would be, what waits for an answer."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from kwartier.billing._advance_models import AdvanceInvoice, AdvancePlan
from kwartier.billing._advances.facts import get_facts
from kwartier.billing._advances.plans import as_plan
from kwartier.billing._schedule_models import (
    InstalmentSchedule,
    ScheduleRevision,
)
from kwartier.billing._schedules.expecting import expect_of
from kwartier.billing._schedules.folding import count_folded
from kwartier.billing._schedules.offering import offer
from kwartier.billing._schedules.settings import is_offered
from kwartier.billing.schedule_refusals import ScheduleMissing
from kwartier.billing.schedule_types import (
    InstalmentState,
    InstalmentView,
    RevisionOccasion,
    RevisionState,
    RevisionView,
    RunningSchedule,
    ScheduleOffer,
    ScheduleView,
)
from kwartier.billing.waiting import list_standings
from kwartier.ledger.queries import get_open_by_document
from kwartier.ledger.references import account_reference_of
from kwartier.ledger.types import JournalKind, OpenItem
from kwartier.parties.queries import get_account
from kwartier.platform.brands import get_brand_by_id
from kwartier.supply.queries import get_contract


def get_schedule(*, contract_id: int, today: date) -> ScheduleView:
    """The instalment schedule of a contract: the one that runs, else the last one.

    Raises:
        NotFound: the contract is not there, or not to be seen.
        ScheduleMissing: it never had one.
    """
    found = find_schedule(contract_id=contract_id, today=today)
    if found is None:
        get_contract(contract_id)
        raise ScheduleMissing
    return found


def find_schedule(*, contract_id: int, today: date) -> ScheduleView | None:
    """As `get_schedule`; None where the contract has none, or is not to be seen."""
    rows = InstalmentSchedule.objects.filter(contract_id=contract_id)
    return _find_latest(rows.order_by("-begun_on", "-pk")[:1], today)


def find_schedule_by_number(*, brand_id: int, number: str, today: date) -> ScheduleView | None:
    """The schedule with this number, if it is the asker's to see."""
    return _find_latest(InstalmentSchedule.objects.filter(brand_id=brand_id, number=number), today)


def list_schedules(*, account_id: int, today: date) -> list[ScheduleView]:
    """The schedules of an account that run, in the order in which they began."""
    rows = InstalmentSchedule.objects.filter(account_id=account_id, ended_on__isnull=True)
    return _view(list(rows.select_related("plan").order_by("begun_on", "pk")), today)


def list_running_schedules(account_id: int) -> list[RunningSchedule]:
    """Where the schedules of an account that run are found: one question, without their amounts."""
    proposed = ScheduleRevision.objects.filter(
        schedule=OuterRef("pk"), state=RevisionState.PROPOSED
    )
    rows = InstalmentSchedule.objects.filter(account_id=account_id, ended_on__isnull=True)
    return [
        RunningSchedule(contract_number=contract, number=number, has_proposal=has_proposal)
        for contract, number, has_proposal in rows.order_by("begun_on", "pk").values_list(
            "contract__number", "number", Exists(proposed)
        )
    ]


def is_schedule_offered(*, brand_id: int, on: date) -> bool:
    """Whether a brand offers instalment schedules on a day."""
    return is_offered(brand_id=brand_id, on=on)


def offer_schedule(*, contract_id: int, count: int, due_day: int, today: date) -> ScheduleOffer:
    """What a schedule would be if it began today.

    Raises:
        NotFound, AdvanceMissing: no such contract, or none with advances.
        ScheduleNotOffered, ScheduleOutOfBounds, ScheduleRuns, NoInstalmentLeft: it cannot begin.
    """
    facts = offer(get_facts(contract_id, today=today), count=count, due_day=due_day)
    found = expect_of([facts])[facts.plan.id]
    return ScheduleOffer(
        count=count,
        due_day=due_day,
        instalments=tuple(found.to_come),
        expected_cost_cents=found.expected_cost_cents,
    )


def _find_latest(rows: QuerySet[InstalmentSchedule], today: date) -> ScheduleView | None:
    return next(iter(_view(list(rows.select_related("plan")), today)), None)


def _view(rows: Sequence[InstalmentSchedule], today: date) -> list[ScheduleView]:
    """Schedules as they stand; as many questions for one as for many, but one of each contract."""
    revisions: dict[int, list[ScheduleRevision]] = {}
    ids = [row.pk for row in rows]
    for each in ScheduleRevision.objects.filter(schedule_id__in=ids).order_by("-pk"):
        revisions.setdefault(each.schedule_id, []).append(each)
    asked: dict[int, list[AdvanceInvoice]] = {}
    plan_ids = [row.plan_id for row in rows]
    invoices = AdvanceInvoice.objects.filter(plan_id__in=plan_ids).select_related("folded")
    for invoice in invoices.order_by("due_on", "pk"):
        asked.setdefault(invoice.plan_id, []).append(invoice)
    left = get_open_by_document({row.account_id for row in rows}) if rows else {}
    standings = _list_standings(asked, left, today)
    return [
        _as_schedule(
            row,
            revisions[row.pk],
            [
                _as_asked(each, left.get(each.number, 0), today, standings.get(each.number))
                for each in asked.get(row.plan_id, ())
            ],
        )
        for row in rows
    ]


def _list_standings(
    asked: Mapping[int, Sequence[AdvanceInvoice]], left: Mapping[str, int], today: date
) -> dict[str, InstalmentState]:
    """What rooms above know of the instalments that are open and past their day, by number."""
    every = [each for invoices in asked.values() for each in invoices]
    overdue = [each for each in every if each.due_on < today and left.get(each.number, 0) > 0]
    items = [
        OpenItem(
            posting_id=0,
            account_id=each.account_id,
            document=each.number,
            kind=JournalKind.ADVANCE_INVOICE,
            booked_on=each.issued_on,
            due_on=each.due_on,
            amount_cents=each.amount_cents,
            open_cents=left[each.number],
        )
        for each in overdue
    ]
    return list_standings(overdue[0].brand_id, items, today) if overdue else {}


def _as_asked(
    invoice: AdvanceInvoice, open_cents: int, today: date, standing: InstalmentState | None
) -> InstalmentView:
    folded_cents = count_folded(invoice)
    if folded_cents:
        state = InstalmentState.FOLDED
    elif not open_cents:
        state = InstalmentState.PAID
    else:
        late = standing or InstalmentState.LATE
        state = late if invoice.due_on < today else InstalmentState.ASKED
    return InstalmentView(
        due_on=invoice.due_on,
        amount_cents=invoice.amount_cents,
        state=state,
        document=invoice.number,
        open_cents=open_cents,
        folded_cents=folded_cents,
    )


def _as_schedule(
    row: InstalmentSchedule, revisions: list[ScheduleRevision], asked: list[InstalmentView]
) -> ScheduleView:
    in_force = sorted(
        (each for each in revisions if each.sequence is not None),
        key=lambda each: -(each.sequence or 0),
    )
    latest = in_force[0]
    waiting = [each for each in revisions if each.state == RevisionState.PROPOSED]
    account = get_account(row.account_id)
    brand = get_brand_by_id(row.brand_id)
    shown, code = account_reference_of(account.number, country=brand.country)
    to_come = _list_left(row.plan, latest) if row.ended_on is None else []
    return ScheduleView(
        id=row.pk,
        number=row.number,
        sequence=int(latest.sequence or 0),
        account_id=row.account_id,
        contract_id=row.contract_id,
        period_from=row.plan.period.lower,
        period_until=row.plan.period.upper,
        due_day=row.plan.issue_day,
        begun_on=row.begun_on,
        ended_on=row.ended_on,
        end_reason=row.end_reason,
        amount_cents=latest.amount_cents,
        instalments=(*asked, *to_come),
        expected_cost_cents=latest.simulation.get("expected_cost_cents"),
        reference=shown,
        reference_code=code,
        proposal=_as_revision(waiting[0]) if waiting else None,
        revisions=tuple(_as_revision(each) for each in in_force),
    )


def _list_left(plan: AdvancePlan, latest: ScheduleRevision) -> list[InstalmentView]:
    """The instalments to come; a contract that ends before the period has fewer."""
    contract = get_contract(plan.contract_id)
    view = as_plan(plan, contract_until=contract.until, invoiced_cents=0)
    by_day = {date.fromisoformat(day): cents for day, cents in latest.instalments}
    return [
        InstalmentView(
            due_on=day,
            amount_cents=by_day.get(day, latest.amount_cents),
            state=InstalmentState.TO_COME,
        )
        for day in view.left
    ]


def _as_revision(row: ScheduleRevision) -> RevisionView:
    return RevisionView(
        id=row.pk,
        sequence=row.sequence,
        state=RevisionState(row.state),
        occasion=RevisionOccasion(row.occasion),
        amount_cents=row.amount_cents,
        last_cents=row.last_cents,
        instalments=tuple((date.fromisoformat(day), cents) for day, cents in row.instalments),
        expected_cost_cents=row.simulation.get("expected_cost_cents"),
        made_on=row.made_on,
        made_at=row.made_at,
        answered_at=row.answered_at,
        actor_kind=row.actor_kind,
        actor_name=row.actor_name,
        channel=row.channel,
        justification=row.justification,
    )
