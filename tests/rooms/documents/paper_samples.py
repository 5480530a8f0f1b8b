"""Documents to print: the worked cases of the reference as bills of invented customers, no database."""

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from energycore.bundle import state
from energycore.clocks import date_of
from energycore.statement import reverse_statement
from kwartier.billing.queries import BillPage
from kwartier.billing.types import BillKind, BillView
from kwartier.documents.types import (
    AccountManagerFacts,
    AdvanceFacts,
    ContactFacts,
    CustomerFacts,
    DocumentFacts,
    DocumentKind,
    IssuerFacts,
    MonthFacts,
    PaymentFacts,
    PostalAddress,
    SubjectKind,
    YearFacts,
)
from kwartier.ledger.references import reference_of
from kwartier.ledger.types import TaxedCents
from kwartier.metering.types import SupplyPointRow
from kwartier.supply.types import ContractRow
from rulebooks.cases import read_case

CASES = Path(__file__).parents[3] / "docs" / "reference" / "cases"
ISSUED = date(2026, 11, 10)
_MONTHLY_WH = (430, 360, 330, 240, 200, 170, 165, 180, 215, 290, 360, 440)

MEREL = IssuerFacts(
    brand_id=1,
    brand_key="merel",
    brand_name="Merel",
    country="BE",
    legal_name="Merel Energie BV",
    legal_form="",
    share_capital_cents=None,
    register="RPR Gent",
    enterprise_number="0999999823",
    vat_number="BE0999999823",
    address=PostalAddress(street="Zangvogelkaai 96", postal_code="9000", city="Gent", country="BE"),
    iban="BE68539007547034",
    bic="",
    email="klant@merel.example",
    website="merel.example",
    energy_mix={"wind": 61, "solar": 27, "hydro": 4, "biomass": 8},
    energy_mix_year=2025,
)
PLEIN_MIDI = replace(
    MEREL,
    brand_id=2,
    brand_key="plein-midi",
    brand_name="Plein Midi",
    country="FR",
    legal_name="Plein Midi Énergie",
    legal_form="SAS",
    share_capital_cents=150_000_000,
    register="RCS Montpellier 999 999 998",
    enterprise_number="999999998",
    vat_number="FR11999999998",
    address=PostalAddress(
        street="12 place du Midi", postal_code="34000", city="Montpellier", country="FR"
    ),
    iban="FR7630006000011234567890189",
    website="pleinmidi.example",
    energy_mix={"solar": 72, "hydro": 18, "wind": 10},
)
CONTACT = ContactFacts(
    phone="+32 2 555 01 01",
    email="klant@merel.example",
    days="monday_to_friday",
    opens="08:30",
    closes="18:00",
)


@cache
def read_inputs(name: str):
    """The inputs of a case of the reference, each volume with the indexes that it could rest on."""
    inputs = read_case(tomllib.loads((CASES / f"{name}.toml").read_text("utf-8")))
    return replace(
        inputs,
        measured=tuple(
            replace(
                each,
                about={
                    "from_index": 12_000 + 1_000 * at,
                    "until_index": 12_000 + 1_000 * at + each.volume_wh // 1_000,
                    "meter": "1SAG3100234567",
                    "index_unit": "kWh",
                    "estimated": False,
                },
            )
            for at, each in enumerate(inputs.measured)
        ),
    )


def sample_contract(country: str, *, category: str = "residential", energy: str = "electricity"):
    """A contract of an invented home."""
    is_french = country == "FR"
    return ContractRow(
        id=1,
        brand_id=1,
        account_id=1,
        number="CB-200006",
        from_=date(2023, 4, 1),
        until=None,
        signed_on=date(2023, 3, 12),
        ends_reason="",
        customer_category=category,
        domicile=True,
        billing_rhythm="yearly",
        settlement_month=7,
        prosumer_kva=None,
        mean_peak_w=None,
        subscribed_kva=9 if is_french else None,
        off_peak_label="22H02-6H02" if is_french else "",
        product_id=1,
        product_key="nest",
        product_name="Plein Soleil" if is_french else "Merel Nest Stroom",
        price_kind="variable",
        price_card_id=1,
        price_card_version="2025-07",
        supply_point=SupplyPointRow(
            id=1,
            brand_id=1,
            code="09999999999914" if is_french else "541449000000012345",
            energy=energy,
            country=country,
            region="france" if is_french else "flanders",
            grid_operator="enedis" if is_french else "fluvius_antwerpen",
            profile_key="",
            injection_profile_key="",
            timezone_name="Europe/Brussels",
            street="allée des Cigales" if is_french else "Wulpenlaan",
            house_number="7" if is_french else "90",
            box="",
            postal_code="34090" if is_french else "2000",
            city="Montpellier" if is_french else "Antwerpen",
            has_production=False,
            production_kva=None,
            vacant_from=None,
            calorific_micro_kwh_per_m3=11_250_000 if energy == "gas" else None,
            calorific_source="",
        ),
    )


def sample_bill(
    case: str = "flemish-capacity",
    *,
    kind: DocumentKind = DocumentKind.SETTLEMENT,
    issuer: IssuerFacts = MEREL,
    language: str = "nl",
    advance_cents: int = 9_000,
    advance_count: int = 12,
    unpaid_count: int = 0,
    category: str = "residential",
    inputs=None,
    **changes,
) -> DocumentFacts:
    """A bill over a case; each advance of ``advance_cents``, the last ``unpaid_count`` not paid."""
    is_credit, is_business = kind == DocumentKind.CREDIT_NOTE, category == "professional"
    first = date_of((inputs or read_inputs(case)).period.from_)
    advances = tuple(
        _advance(at, first, advance_cents, is_paid=at < advance_count - unpaid_count)
        for at in range(advance_count)
    )
    page = _page(inputs or read_inputs(case), kind, advances, category)
    bill = page.bill
    manager = AccountManagerFacts(
        name="An Lijster", phone="+32 2 555 01 13", email="an.lijster@merel.example"
    )
    facts = DocumentFacts(
        subject_kind=SubjectKind.BILL,
        kind=kind,
        number=bill.number,
        language=language,
        issued_on=ISSUED,
        due_on=bill.due_on,
        period_from=bill.period_from,
        period_until=bill.period_until,
        issuer=issuer,
        contact=CONTACT,
        account_manager=manager if is_business else None,
        customer=sample_customer(issuer.country, is_business=is_business),
        contract=sample_contract(issuer.country, category=category),
        vat=bill.vat,
        advance_vat=bill.advance_vat,
        total_cents=bill.total_cents,
        advances_cents=bill.advances_cents,
        balance_cents=bill.balance_cents,
        payment=sample_payment(issuer, bill.number, bill.balance_cents, bill.due_on),
        corrects_number="S26-0000007" if is_credit else "",
        corrects_issued_on=date(2026, 10, 20) if is_credit else None,
        bill=page,
        advances=() if is_credit else advances,
        months=_months(bill.period_until),
        year_before=None if is_credit else _year_before(bill),
    )
    return replace(facts, **changes)


def _page(
    inputs, kind: DocumentKind, advances: tuple[AdvanceFacts, ...], category: str
) -> BillPage:
    """The page of a bill over some inputs; a credit note takes every amount back."""
    statement, is_credit = state(inputs), kind == DocumentKind.CREDIT_NOTE
    statement = reverse_statement(statement) if is_credit else statement
    sign = -1 if is_credit else 1
    parts = [each.vat[0] for each in advances]
    taken = TaxedCents(
        vat_bp=600,
        base_cents=sign * sum(each.base_cents for each in parts),
        vat_cents=sign * sum(each.vat_cents for each in parts),
    )
    off = sign * sum(each.amount_cents for each in advances)
    volumes = dict.fromkeys(inputs.registers, 0)
    for each in inputs.measured:
        volumes[each.register] += each.volume_wh
    bill = BillView(
        id=1,
        account_id=1,
        contract_id=1,
        kind=BillKind(kind.value),
        number="C26-0000012" if is_credit else "S26-0000012",
        period_from=date_of(inputs.period.from_),
        period_until=date_of(inputs.period.until),
        issued_on=ISSUED,
        due_on=ISSUED + timedelta(days=15),
        total_cents=statement.total_cents,
        advances_cents=off,
        balance_cents=statement.total_cents - off,
        vat=tuple(
            TaxedCents(vat_bp=each.rate_bp, base_cents=each.base_cents, vat_cents=each.vat_cents)
            for each in statement.vat
        ),
        advance_vat=(taken,) if advances else (),
        component_cents=dict(statement.component_cents),
        volumes_wh=volumes,
    )
    return BillPage(
        bill=bill,
        statement=statement,
        terms=inputs.terms,
        measured=inputs.measured,
        advances=(),
        facts={"category": category},
        bundle_sha256="8ab1a2bc52ddfa650655d9c017c3fd634f8759adde8865e6f31df85a2599bf84",
        before=None,
        bridge=None,
        links=None,
        correction=None,
    )


def _year_before(bill: BillView) -> YearFacts:
    """A little more, a year earlier."""
    first = bill.period_from
    return YearFacts(
        number="S25-0000003",
        period_from=first.replace(year=first.year - 1),
        period_until=first,
        volumes_wh={name: int(wh * 1.07) for name, wh in bill.volumes_wh.items()},
        total_cents=131_136,
    )


def sample_advance(
    *, issuer: IssuerFacts = MEREL, language: str = "nl", cents: int = 11_800, **changes
) -> DocumentFacts:
    """An advance invoice of a month."""
    number = "A26-0000123"
    base = (2 * cents * 10_000 + 10_600) // (2 * 10_600)
    facts = DocumentFacts(
        subject_kind=SubjectKind.ADVANCE_INVOICE,
        kind=DocumentKind.ADVANCE_INVOICE,
        number=number,
        language=language,
        issued_on=ISSUED,
        due_on=ISSUED + timedelta(days=15),
        period_from=date(2026, 11, 1),
        period_until=date(2026, 12, 1),
        issuer=issuer,
        contact=CONTACT,
        account_manager=None,
        customer=sample_customer(issuer.country),
        contract=sample_contract(issuer.country),
        vat=(TaxedCents(vat_bp=600, base_cents=base, vat_cents=cents - base),),
        advance_vat=(),
        total_cents=cents,
        advances_cents=0,
        balance_cents=cents,
        payment=sample_payment(issuer, number, cents, ISSUED + timedelta(days=15)),
        rhythm="monthly",
    )
    return replace(facts, **changes)


def sample_customer(country: str, *, is_business: bool = False) -> CustomerFacts:
    """A household, or a bakery."""
    address = {
        "BE": PostalAddress(
            street="Wulpenlaan 90", postal_code="2000", city="Antwerpen", country="BE"
        ),
        "FR": PostalAddress(
            street="7 allée des Cigales", postal_code="34090", city="Montpellier", country="FR"
        ),
    }
    return CustomerFacts(
        account_id=1,
        number="M-100915",
        kind="business" if is_business else "household",
        name="Bakkerij De Korrel & Zonen bv" if is_business else "Mila Wielewaal",
        email="mila@voorbeeld.example",
        enterprise_number="0999999922" if is_business else "",
        address=address[country],
    )


def sample_payment(issuer: IssuerFacts, number: str, cents: int, due_on: date) -> PaymentFacts:
    """How a document is paid."""
    shown, code = reference_of(number, country=issuer.country) if cents > 0 else ("", "")
    return PaymentFacts(
        amount_cents=max(cents, 0),
        reference=shown,
        reference_code=code,
        beneficiary=issuer.legal_name,
        iban=issuer.iban,
        bic=issuer.bic,
        due_on=due_on,
    )


def _advance(at: int, first: date, cents: int, *, is_paid: bool) -> AdvanceFacts:
    month = first.month - 1 + at
    day = date(first.year + month // 12, month % 12 + 1, 1)
    base = (2 * cents * 10_000 + 10_600) // (2 * 10_600)
    return AdvanceFacts(
        number=f"A26-{at + 1:07d}",
        issued_on=day,
        due_on=day + timedelta(days=15),
        period_from=day,
        period_until=day + timedelta(days=30),
        amount_cents=cents,
        vat=(TaxedCents(vat_bp=600, base_cents=base, vat_cents=cents - base),),
        paid_cents=cents if is_paid else 0,
    )


def _months(until: date) -> tuple[MonthFacts, ...]:
    months = []
    for back in range(12, 0, -1):
        at = until.year * 12 + until.month - 1 - back
        month = date(at // 12, at % 12 + 1, 1)
        wh = _MONTHLY_WH[month.month - 1] * 1_000
        months.append(MonthFacts(month=month, volume_wh=wh, before_wh=int(wh * 1.08)))
    return tuple(months)


def make_wide(inputs, count: int = 20):
    """The same inputs with many meters: every register counted by ``count`` of them, in parts."""
    measured = []
    for each in inputs.measured:
        part, rest = divmod(each.volume_wh, count)
        for at in range(count):
            about = dict(each.about) | {"meter": f"1SAG{at:010d}"}
            volume = part + (rest if at == 0 else 0)
            measured.append(replace(each, volume_wh=volume, about=about))
    return replace(inputs, measured=tuple(measured))
