"""Random documents of businesses, of every kind: seeded, no database, for the laws of e-invoices.

Settlements and closing bills with and without advances, below and above zero, their credit notes
(and a credit note of a refund, which is to pay), advance invoices; one to three rates of VAT; energy
that is given back; provisional parts that are charged or taken off again; names in other scripts and with signs that XML escapes; a Belgian and a French
brand.
"""

import sys
from dataclasses import fields, replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).resolve().parents[2] / "core"))

from bill_samples import random_bill

from energycore.bundle import Measured, state
from energycore.clocks import DayRange, date_of
from energycore.statement import Statement, reverse_statement
from kwartier.billing._provisional_types import ProvisionalPart
from kwartier.billing.queries import BillPage, EstimatedLines
from kwartier.billing.types import BillKind, BillView
from kwartier.documents.types import (
    AdvanceFacts,
    ContactFacts,
    CustomerFacts,
    DocumentFacts,
    DocumentKind,
    IssuerFacts,
    PaymentFacts,
    PostalAddress,
    SubjectKind,
)
from kwartier.ledger.types import TaxedCents, sum_rates
from kwartier.metering.types import SupplyPointRow
from kwartier.payments.types import CollectionNotice
from kwartier.supply.types import ContractRow

NAMES = (
    "Bakkerij De Korrel & Zonen bv",
    "Café <L'Étoile> “du Midi”",
    "Größe & Maß GmbH",
    "Łódź Ørsted Naïve Ñandú sàrl",
    "日本料理店 さくら",
    "شركة الطاقة",
    "Α και Ω Ενέργεια",
    "Zażółć gęślą jaźń 🍞",
)
KINDS = tuple(DocumentKind)
_BE_RATES, _FR_RATES = {600: 600, 2_100: 2_100}, {600: 550, 2_100: 2_000}
_COUNTRIES = {"BE": (_BE_RATES, ("nl", "fr", "de", "en")), "FR": (_FR_RATES, ("fr", "en"))}


def belgian_number(rng: np.random.Generator) -> str:
    """An enterprise number whose check digits hold."""
    first = int(rng.integers(1_000_000, 10_100_000))
    return f"{first:08d}{97 - first % 97:02d}"


def french_number(rng: np.random.Generator) -> str:
    """A SIREN, or one time in two a SIRET."""
    siren = _with_luhn(f"{int(rng.integers(10_000_000, 99_999_999))}")
    return siren if rng.random() < 0.5 else _with_luhn(f"{siren}{int(rng.integers(1, 9_999)):04d}")


def _with_luhn(digits: str) -> str:
    doubled = [int(digit) * (2 - at % 2) for at, digit in enumerate(reversed(digits))]
    return f"{digits}{-sum(each // 10 + each % 10 for each in doubled) % 10}"


def random_facts(seed: int) -> DocumentFacts:
    """The facts of one document; the seed decides everything, kind and country in turn."""
    rng = np.random.default_rng([20_261_122, seed])
    country = ("BE", "FR")[seed % 2]
    kind = KINDS[seed // 2 % len(KINDS)]
    rates, languages = _COUNTRIES[country]
    facts = _around(rng, country, str(rng.choice(languages)))
    if kind == DocumentKind.ADVANCE_INVOICE:
        return _advance_invoice(rng, facts, rates)
    return _bill(rng, facts, rates, kind, seed)


def _mostly_given_back(measured: Measured) -> Measured:
    """The same reading on a roof far larger than its household."""
    factor = 40 if measured.register == "injection" else 0
    return replace(measured, volume_wh=measured.volume_wh * factor)


def with_vat(statement: Statement, rates: dict[int, int]) -> Statement:
    """The statement at the rates of a country, rounded again as the kernel rounds."""
    lines = tuple(
        replace(
            line,
            code="energy_fund" if line.code == "visit" and not line.vat_bp else line.code,
            vat_bp=rates.get(line.vat_bp, line.vat_bp),
            included_vat_bp=rates.get(line.included_vat_bp, line.included_vat_bp),
        )
        for line in statement.lines
    )
    bases = dict.fromkeys(sorted({line.vat_bp for line in lines}), 0)
    for line in lines:
        bases[line.vat_bp] += line.net_cents
    vat = tuple(
        replace(
            statement.vat[0],
            rate_bp=rate,
            base_cents=(base := _rounded(exact)),
            vat_cents=_rounded(Fraction(base * rate, 10_000)),
        )
        for rate, exact in bases.items()
    )
    total = sum(each.base_cents + each.vat_cents for each in vat)
    return replace(statement, lines=lines, vat=vat, total_cents=total)


def _rounded(exact: Fraction) -> int:
    """To a whole number, half away from zero."""
    whole = int(abs(exact) + Fraction(1, 2))
    return -whole if exact < 0 else whole


def _only[Value](kind: type[Value], **known: object) -> Value:
    """A frozen value of which only some fields are of use here."""
    return kind(**{field.name: known.get(field.name) for field in fields(kind)})


def _bill(
    rng: np.random.Generator,
    facts: DocumentFacts,
    rates: dict[int, int],
    kind: DocumentKind,
    seed: int,
) -> DocumentFacts:
    inputs = random_bill(seed)
    if seed % 7 == 0:
        inputs = replace(inputs, measured=tuple(map(_mostly_given_back, inputs.measured)))
    statement = with_vat(state(inputs), rates)
    period = (date_of(statement.period.from_), date_of(statement.period.until))
    issued = period[1] + timedelta(days=int(rng.integers(1, 40)))
    advances = _advances(rng, statement, period)
    told = tuple(_taxed(each.rate_bp, each.base_cents, each.vat_cents) for each in statement.vat)
    off = _sum_advances(advances)
    sign = -1 if kind == DocumentKind.CREDIT_NOTE else 1
    total = sign * statement.total_cents
    taken = sign * sum(each.base_cents + each.vat_cents for each in off)
    bill = BillView(
        id=seed,
        account_id=1,
        contract_id=1,
        kind=BillKind(kind.value),
        number=f"S26-{seed:07d}",
        period_from=period[0],
        period_until=period[1],
        issued_on=issued,
        due_on=issued + timedelta(days=15),
        total_cents=total,
        advances_cents=taken,
        balance_cents=total - taken,
        vat=_times(told, sign),
        advance_vat=_times(off, sign),
        component_cents={},
        volumes_wh={},
    )
    as_issued = reverse_statement(statement) if sign < 0 else statement
    return replace(
        facts,
        subject_kind=SubjectKind.BILL,
        kind=kind,
        number=bill.number,
        issued_on=issued,
        due_on=bill.due_on,
        period_from=period[0],
        period_until=period[1],
        vat=bill.vat,
        advance_vat=bill.advance_vat,
        total_cents=total,
        advances_cents=taken,
        balance_cents=bill.balance_cents,
        payment=replace(facts.payment, amount_cents=max(bill.balance_cents, 0)),
        corrects_number=f"S25-{seed:07d}" if sign < 0 else "",
        corrects_issued_on=issued - timedelta(days=30) if sign < 0 else None,
        bill=_only(BillPage, bill=bill, statement=as_issued),
        advances=advances,
    )


def with_collection(facts: DocumentFacts, seed: int) -> DocumentFacts:
    """Of what is to pay, every second ten of each kind and country is collected."""
    if facts.balance_cents <= 0 or seed // 10 % 2 == 0:
        return facts
    notice = CollectionNotice(
        amount_cents=facts.balance_cents,
        collect_on=facts.due_on,
        mandate_reference=f"M-100234-M{seed}",
        creditor_identifier="FR72ZZZ123456" if seed % 2 else "BE69ZZZ0123456749",
        iban="BE71096123456769",
        masked_iban="BE71 **** **** 6769",
    )
    return replace(facts, payment=replace(facts.payment, collection=notice))


def with_parts(facts: DocumentFacts, seed: int) -> DocumentFacts:
    """One bill in three charges a provisional part, one in four takes off that of the bill before."""
    page, (rates, _) = facts.bill, _COUNTRIES[facts.issuer.country]
    sign = -1 if facts.kind == DocumentKind.CREDIT_NOTE else 1
    own = replaced = estimated = None
    if seed % 3 == 0:
        statement = with_vat(state(random_bill(seed + 1_000)), rates)
        own = _part(facts, statement, sign)
        days = DayRange.of_dates(own.period_from, own.period_until)
        lines = tuple(replace(line, period=days) for line in statement.lines)
        statement = replace(statement, lines=lines)
        statement = reverse_statement(statement) if sign < 0 else statement
        estimated = EstimatedLines(statement=statement, terms=(), measured=())
    if seed % 4 == 0:
        before = with_vat(state(random_bill(seed + 2_000)), rates)
        replaced = replace(
            _part(facts, before, sign), number=f"S25-{seed:07d}", issued_on=facts.period_from
        )
    if page is None or (own is None and replaced is None):
        return facts
    net = sum_rates(
        (1, facts.advance_vat),
        (-1, own.vat if own else ()),
        (1, replaced.vat if replaced else ()),
    )
    taken = sum(each.base_cents + each.vat_cents for each in net)
    balance = facts.total_cents - taken
    bill = replace(
        page.bill,
        advance_vat=net,
        advances_cents=taken,
        balance_cents=balance,
        provisional_part=own,
        replaced_part=replaced,
    )
    return replace(
        facts,
        advance_vat=net,
        advances_cents=taken,
        balance_cents=balance,
        payment=replace(facts.payment, amount_cents=max(balance, 0)),
        bill=replace(page, bill=bill, estimated=estimated),
    )


def _part(facts: DocumentFacts, statement: Statement, sign: int) -> ProvisionalPart:
    return ProvisionalPart(
        period_from=facts.period_until,
        period_until=facts.period_until + timedelta(days=20),
        vat=tuple(
            _taxed(each.rate_bp, sign * each.base_cents, sign * each.vat_cents)
            for each in statement.vat
        ),
    )


def _times(amounts: tuple[TaxedCents, ...], sign: int) -> tuple[TaxedCents, ...]:
    return tuple(
        _taxed(each.vat_bp, sign * each.base_cents, sign * each.vat_cents) for each in amounts
    )


def _advances(
    rng: np.random.Generator, statement: Statement, period: tuple[date, date]
) -> tuple[AdvanceFacts, ...]:
    """None, or one to twelve of one amount, too little or too much; one bill in ten at two rates."""
    count = int(rng.choice([0, 1, 2, 4, 11, 12]))
    if not count:
        return ()
    rates = [each.rate_bp for each in statement.vat if each.rate_bp] or [0]
    rates = rates if rng.random() < 0.1 else rates[-1:]
    share = abs(statement.total_cents) * float(rng.uniform(0.3, 1.7)) / count / len(rates)
    gross = max(int(share), 1_000)
    vat = tuple(_split(gross, rate) for rate in rates)
    return tuple(
        AdvanceFacts(
            number=f"A26-{int(rng.integers(1, 10**7)):07d}",
            issued_on=period[0] + timedelta(days=30 * number),
            due_on=period[0] + timedelta(days=30 * number + 15),
            period_from=period[0],
            period_until=period[1],
            amount_cents=gross * len(rates),
            vat=vat,
            paid_cents=0,
        )
        for number in range(count)
    )


def _taxed(rate: int, base: int, vat: int) -> TaxedCents:
    return TaxedCents(vat_bp=rate, base_cents=base, vat_cents=vat)


def _split(gross: int, rate: int) -> TaxedCents:
    base = _rounded(Fraction(gross * 10_000, 10_000 + rate))
    return _taxed(rate, base, gross - base)


def _sum_advances(advances: tuple[AdvanceFacts, ...]) -> tuple[TaxedCents, ...]:
    sums: dict[int, tuple[int, int]] = {}
    for each in (taxed for advance in advances for taxed in advance.vat):
        base, vat = sums.get(each.vat_bp, (0, 0))
        sums[each.vat_bp] = (base + each.base_cents, vat + each.vat_cents)
    return tuple(_taxed(rate, *amounts) for rate, amounts in sums.items())


def _advance_invoice(
    rng: np.random.Generator, facts: DocumentFacts, rates: dict[int, int]
) -> DocumentFacts:
    several = (
        list(rates.values()) if rng.random() < 0.2 else [int(rng.choice(list(rates.values())))]
    )
    vat = tuple(_split(int(rng.integers(1_000, 900_000)), rate) for rate in several)
    total = sum(each.base_cents + each.vat_cents for each in vat)
    return replace(
        facts,
        vat=vat,
        total_cents=total,
        balance_cents=total,
        payment=replace(facts.payment, amount_cents=total),
    )


def _around(rng: np.random.Generator, country: str, language: str) -> DocumentFacts:
    french = country == "FR"
    first = date(2026, 1, 1) + timedelta(days=int(rng.integers(0, 300)))
    own = french_number(rng)[:9] if french else belgian_number(rng)
    buyer = french_number(rng) if french else belgian_number(rng)
    city = "Marseille" if french else "Sint-Jans-Molenbeek"
    at = PostalAddress(
        street="12 rue de l'Énergie" if french else "Kade 5 / bus A",
        postal_code="13002" if french else "1080",
        city=city,
        country=country,
    )
    issuer = IssuerFacts(
        brand_id=1,
        brand_key="plein-midi" if french else "merel",
        brand_name="Plein Midi" if french else "Merel",
        country=country,
        legal_name="Plein Midi SAS" if french else "Merel Energie nv",
        legal_form="SAS" if french else "nv",
        share_capital_cents=100_000_00 if french else None,
        register="RCS Marseille" if french else "RPR Brussel",
        enterprise_number=own,
        vat_number=f"FR{(12 + 3 * (int(own) % 97)) % 97:02d}{own}" if french else f"BE{own}",
        address=at,
        iban="FR7630006000011234567890189" if french else "BE68539007547034",
        bic="AGRIFRPP" if french else "KREDBEBB",
        email="facture@example.org",
        website="example.org",
    )
    return DocumentFacts(
        subject_kind=SubjectKind.ADVANCE_INVOICE,
        kind=DocumentKind.ADVANCE_INVOICE,
        number=f"A26-{int(rng.integers(1, 10**7)):07d}",
        language=language,
        issued_on=first,
        due_on=first + timedelta(days=15),
        period_from=first,
        period_until=first + timedelta(days=30),
        issuer=issuer,
        contact=ContactFacts(
            phone="+32 2 555 01 02", email="kmo@example.org", days="", opens="", closes=""
        ),
        account_manager=None,
        customer=CustomerFacts(
            account_id=1,
            number=f"M-{int(rng.integers(1, 10**6)):06d}",
            kind="business",
            name=str(rng.choice(NAMES)),
            email="" if rng.random() < 0.5 else "boekhouding@example.org",
            enterprise_number=buyer,
            address=at,
        ),
        contract=_contract(rng, at),
        vat=(),
        advance_vat=(),
        total_cents=0,
        advances_cents=0,
        balance_cents=0,
        payment=PaymentFacts(
            amount_cents=0,
            reference="RF04 A260 0000 12" if french else "+++190/0000/01296+++",
            reference_code="RF04A26000012" if french else "190000001296",
            beneficiary=issuer.legal_name,
            iban=issuer.iban,
            bic=issuer.bic,
            due_on=first + timedelta(days=15),
        ),
    )


def _contract(rng: np.random.Generator, at: PostalAddress) -> ContractRow:
    return _only(
        ContractRow,
        number=f"C-{int(rng.integers(1, 10**6)):06d}",
        supply_point=_only(
            SupplyPointRow,
            code="12345678901234" if at.country == "FR" else "541440000000000019",
            energy="electricity",
            country=at.country,
            street="Kade",
            house_number="5",
            box="",
            postal_code=at.postal_code,
            city=at.city,
        ),
    )
