"""What falls due on a day, in order; the worker runs it, and the demonstration's calendar too."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from kwartier.alerts.operations import raise_alerts
from kwartier.arrears import operations as arrears
from kwartier.banking.operations import close_day, load_arrivals, place_details, take_answers
from kwartier.banking.watched_folder import take_files
from kwartier.billing.operations import (
    announce_schedules,
    carry_out_switches,
    issue_due_advances,
    issue_due_settlements,
    open_due_plans,
    propose_revisions,
    work_on_runs,
)
from kwartier.delivery import operations as delivery
from kwartier.delivery.operations import note_einvoices
from kwartier.delivery.print_house import FileDropPrintHouse
from kwartier.delivery.types import PrintBatchView
from kwartier.documents import operations as documents
from kwartier.documents.access_point import FileDrop
from kwartier.documents.operations import hand_over_einvoices as hand_over
from kwartier.documents.operations import make_missing_documents
from kwartier.documents.refusals import IssuerUnknown
from kwartier.intervals import operations as intervals
from kwartier.metering.operations import remove_old_photos
from kwartier.payments import operations as payments
from kwartier.payments.operations import end_unused_mandates
from kwartier.payments.refusals import CreditorMissing, NothingToCollect, PaymentNotWritable
from kwartier.payments.types import BatchState
from kwartier.platform import brands, clock, mail
from kwartier.platform.types import SYSTEM, BrandInfo
from kwartier.supply.operations import follow_mandates
from rulebooks.parameters import ExpiredParameter, MissingParameter

_log = logging.getLogger(__name__)

# What could not be made is tried again for so long: a glyph or an issuer may come meanwhile.
_DOCUMENTS_BACK_TO = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class DutyDone:
    """How many things a duty did for one brand on one day."""

    name: str
    done_count: int


Duty = Callable[[BrandInfo, date, datetime], int]


def _switch_billing(brand: BrandInfo, day: date, now: datetime) -> int:
    return carry_out_switches(brand_id=brand.id, today=day, now=now)


def _open_periods(brand: BrandInfo, day: date, now: datetime) -> int:
    return open_due_plans(brand_id=brand.id, today=day, now=now)


def _announce_schedules(brand: BrandInfo, day: date, now: datetime) -> int:
    return announce_schedules(brand_id=brand.id, today=day, now=now)


def _propose_revisions(brand: BrandInfo, day: date, now: datetime) -> int:
    return propose_revisions(brand_id=brand.id, today=day, now=now)


def _issue_advances(brand: BrandInfo, day: date, now: datetime) -> int:
    return issue_due_advances(brand_id=brand.id, today=day, now=now)


def _issue_settlements(brand: BrandInfo, day: date, now: datetime) -> int:
    """Day by day, unless the brand settles by billing runs, which people plan and approve."""
    if brand.features.get("billing_runs", False):
        return 0
    return issue_due_settlements(brand_id=brand.id, today=day, now=now)


def _follow_choices(brand: BrandInfo, day: date, now: datetime) -> int:
    return delivery.follow_choices(brand_id=brand.id, today=day, now=now)


def _end_mandates(brand: BrandInfo, day: date, now: datetime) -> int:
    return end_unused_mandates(brand_id=brand.id, today=day, now=now)


def _follow_mandates(brand: BrandInfo, day: date, now: datetime) -> int:
    return follow_mandates(brand_id=brand.id, today=day, now=now)


def _end_consents(brand: BrandInfo, day: date, now: datetime) -> int:
    return intervals.end_due_consents(brand_id=brand.id, today=day, now=now)


def _remove_photos(brand: BrandInfo, day: date, now: datetime) -> int:
    """Where it is not known any more how long photos are kept, they are, and the rest goes on."""
    try:
        return remove_old_photos(brand_id=brand.id, today=day, now=now)
    except (ExpiredParameter, MissingParameter) as unknown:
        _log.error("%s: no photos deleted on %s: %s", brand.key, day, unknown)
        return 0


def _send_statements(brand: BrandInfo, day: date, now: datetime) -> int:
    return delivery.send_statements(brand_id=brand.id, today=day, now=now)


def _follow_plans(brand: BrandInfo, day: date, now: datetime) -> int:
    return arrears.follow_plans(brand_id=brand.id, today=day, now=now)


def _remind(brand: BrandInfo, day: date, now: datetime) -> int:
    """Where a rule is not known any more nobody is reminded, and the rest of the house goes on."""
    try:
        with transaction.atomic():
            return arrears.remind(brand_id=brand.id, today=day, now=now)
    except (ExpiredParameter, IssuerUnknown, MissingParameter) as unknown:
        _log.error("%s: no reminders on %s: %s", brand.key, day, unknown)
        return 0


def _waive_crossed(brand: BrandInfo, day: date, now: datetime) -> int:
    return arrears.waive_crossed(brand_id=brand.id, today=day, now=now)


def _raise_alerts(brand: BrandInfo, day: date, now: datetime) -> int:
    """Where a figure is not known any more nobody is alerted, and the rest of the house goes on."""
    try:
        with transaction.atomic():
            return raise_alerts(brand_id=brand.id, today=day, now=now)
    except (ExpiredParameter, MissingParameter) as unknown:
        _log.error("%s: no alerts on %s: %s", brand.key, day, unknown)
        return 0


# What prices hang on is noted before bills are made. A switch ends the period that runs; a period is
# settled before the next one opens, and that before its first advance is issued; a schedule is told
# before its first instalment is asked, and held against the forecast after each. Who broke a plan is
# reminded again from the same day on. What a consent covered is gone before alerts look at what is left.
DUTIES: tuple[tuple[str, Duty], ...] = (
    ("follow_choices", _follow_choices),
    ("end_unused_mandates", _end_mandates),
    ("follow_mandates", _follow_mandates),
    ("switch_billing", _switch_billing),
    ("issue_settlements", _issue_settlements),
    ("open_periods", _open_periods),
    ("announce_schedules", _announce_schedules),
    ("issue_advances", _issue_advances),
    ("propose_revisions", _propose_revisions),
    ("send_statements", _send_statements),
    ("follow_plans", _follow_plans),
    ("remind", _remind),
    ("waive_crossed", _waive_crossed),
    ("end_consents", _end_consents),
    ("remove_old_photos", _remove_photos),
    ("raise_alerts", _raise_alerts),
)


def run_day(*, brand: BrandInfo, day: date, now: datetime) -> list[DutyDone]:
    """Everything that is due for ``brand`` on ``day``; running it again does nothing more."""
    done = []
    for name, duty in DUTIES:
        with transaction.atomic():
            done.append(DutyDone(name=name, done_count=duty(brand, day, now)))
    return done


def work_on_billing_runs(*, now_of: Callable[[BrandInfo], datetime]) -> int:
    """Do what billing runs leave to workers, for every brand; returns how many rows moved.

    Any number of workers may do so at once, and any of them may be stopped.
    """
    return sum(work_on_runs(brand_id=brand.id, now=now_of(brand)) for brand in brands.list_brands())


def make_documents() -> int:
    """The documents of what was issued in the last weeks and has none; returns how many were made."""
    return sum(make_documents_of(brand) for brand in _list_real())


def make_documents_of(brand: BrandInfo) -> int:
    """The same for one brand."""
    made = make_missing_documents(
        brand_id=brand.id,
        issued_from=clock.today(brand) - _DOCUMENTS_BACK_TO,
        now=clock.now(brand),
    )
    return made.made_count


def hand_over_einvoices() -> int:
    """Drop waiting e-invoices into the folder of each brand; returns how many were handed over.

    Without a folder in the settings they wait; those of a demonstration go nowhere.
    """
    if not settings.KWARTIER_EINVOICES:
        return 0
    sent_count = 0
    for brand in _list_real():
        drop = FileDrop(Path(settings.KWARTIER_EINVOICES) / brand.key)
        done = hand_over(brand_id=brand.id, access_point=drop, now=clock.now(brand))
        sent_count += done.sent_count
        note_einvoices(brand_id=brand.id)
    return sent_count


def collect_due() -> int:
    """Send to the bank what has to be there now, brand by brand; returns how many collections.

    Not where a brand's agents do so themselves (``collections_by_hand``), and not in a
    demonstration, whose files go nowhere.
    """
    by_itself = (each for each in _list_real() if not each.features.get("collections_by_hand"))
    return sum(_collect(brand) for brand in by_itself)


def _collect(brand: BrandInfo) -> int:
    """What no bank takes waits for a person; a brand that no bank takes keeps no other waiting."""
    today, now = clock.today(brand), clock.now(brand)
    try:
        with transaction.atomic():
            made = payments.make_collection_batch(brand_id=brand.id, today=today, now=now)
            sent = payments.send_batch(brand_id=brand.id, number=made.number, today=today, now=now)
    except (CreditorMissing, NothingToCollect):
        return 0
    except PaymentNotWritable as refused:
        _log.error("%s: nothing is collected: %s", brand.key, refused.say_all())
        return 0
    return sent.count if sent.state is BatchState.SENT else 0


def drop_bank_files() -> int:
    """Put the files for the bank into the folder of each brand; returns how many.

    Without a folder in the settings agents fetch them; those of a demonstration go nowhere.
    """
    if not settings.KWARTIER_BANK_OUT:
        return 0
    return sum(
        payments.drop_bank_files(
            brand_id=brand.id,
            folder=Path(settings.KWARTIER_BANK_OUT) / brand.key,
            now=clock.now(brand),
        )
        for brand in _list_real()
    )


def load_bank_files() -> int:
    """Load what the bank sent, from each brand's folder or from an agent; how many statements.

    Their payments are placed at once. Demonstrations have no folder.
    """
    for brand in _list_real() if settings.KWARTIER_BANK else ():
        folder = Path(settings.KWARTIER_BANK) / brand.key
        take_files(folder, brand_id=brand.id, now=clock.now(brand))
    loaded_count = 0
    for brand in brands.list_brands():
        take_answers(brand_id=brand.id, today=clock.today(brand), now=clock.now(brand))
        loaded = load_arrivals(brand_id=brand.id, now=clock.now(brand))
        if loaded:
            loaded_count += len(loaded)
            place_waiting_payments(brand)
    return loaded_count


def load_interval_files() -> int:
    """Load the grid operator's files that programs brought; how many were looked at."""
    return sum(
        intervals.load_arrivals(brand=brand, now=clock.now(brand)) for brand in brands.list_brands()
    )


def place_waiting_payments(brand: BrandInfo) -> int:
    """Place what waits and can be placed by now: a document may have been booked since it came."""
    today, now = clock.today(brand), clock.now(brand)
    return place_details(brand_id=brand.id, today=today, now=now).placed_count


def close_days() -> int:
    """Compare bank, books and customers' balances of yesterday; returns how many findings."""
    findings = 0
    for brand in _list_real():
        for each in close_day(
            brand_id=brand.id,
            on=clock.today(brand) - timedelta(days=1),
            actor=SYSTEM,
            now=clock.now(brand),
        ):
            _log.error("%s: %s %s", brand.key, each.subject, each.label)
            findings += 1
    return findings


def deliver_forgotten() -> int:
    """Deliver what was issued lately and is on no way; returns how many documents."""
    return sum(
        delivery.deliver_forgotten(
            brand_id=brand.id,
            issued_from=clock.today(brand) - _DOCUMENTS_BACK_TO,
            now=clock.now(brand),
        )
        for brand in _list_real()
    )


def note_mails() -> int:
    """Note which mails left, and let a letter follow those that failed; returns how many."""
    return sum(
        delivery.note_mails(brand_id=brand.id, now=clock.now(brand)) for brand in _list_real()
    )


def make_print_batches() -> int:
    """Drop the letters that wait into the folder of each brand; returns how many letters.

    Without a folder in the settings they wait; those of a demonstration go nowhere.
    """
    if not settings.KWARTIER_PRINT:
        return 0
    letter_count = 0
    for brand in _list_real():
        batch = make_print_batch(brand, clock.today(brand))
        letter_count += batch.document_count if batch else 0
    return letter_count


def make_print_batch(brand: BrandInfo, day: date) -> PrintBatchView | None:
    """The print batch of a brand for a day, dropped into its folder; None where no letter waits.

    Raises:
        OSError: the folder cannot be written.
    """
    return delivery.make_print_batch(
        brand_id=brand.id,
        print_house=FileDropPrintHouse(Path(settings.KWARTIER_PRINT) / brand.key),
        day=day,
        now=clock.now(brand),
    )


def post_waivers() -> int:
    """Post the reminder costs that were waived: a credit on each account; returns how many."""
    return sum(
        arrears.post_waivers(brand_id=brand.id, today=clock.today(brand), now=clock.now(brand))
        for brand in brands.list_brands()
    )


def open_asked_documents() -> int:
    """Open the old documents that customers asked for; returns how many."""
    return sum(
        documents.open_asked_documents(
            brand_id=brand.id, today=clock.today(brand), now=clock.now(brand)
        )
        for brand in brands.list_brands()
    )


def _list_real() -> list[BrandInfo]:
    """The brands that live on the real calendar: what they send leaves the house."""
    return [brand for brand in brands.list_brands() if not brand.is_demonstration]


def send_mails(*, now: datetime) -> int:
    """Empty the outbox; returns how many mails were handed to the mail server."""
    return mail.send_waiting(at=now)
