"""The sections that every bill has: what is essential, what is to pay, whom to ask, what was used."""

from datetime import timedelta

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kwartier.billing.naming import name_component, name_parts
from kwartier.documents.formats.pdf.blocks import (
    Block,
    box_block,
    columns_block,
    facts_block,
    notes_block,
    pay_block,
    section,
    sum_row,
    text_block,
)
from kwartier.documents.formats.pdf.consumption import (
    calorific_block,
    counted_blocks,
    months_block,
    sum_given,
    sum_taken,
)
from kwartier.documents.formats.pdf.french_law import is_carried, legal_figure
from kwartier.documents.formats.pdf.french_words import say_french_kind, say_french_option
from kwartier.documents.formats.pdf.letterhead import reach_block
from kwartier.documents.formats.pdf.lines import COLORS, list_shown
from kwartier.documents.formats.pdf.paying import transfer_block
from kwartier.documents.formats.pdf.places import get_comparator, get_mediator
from kwartier.documents.formats.pdf.scribe import (
    Scribe,
    group_enterprise_number,
)
from kwartier.documents.types import DocumentKind
from kwartier.metering.types import Energy, name_operator
from kwartier.pricing.types import PriceKind


def say_kind(scribe: Scribe) -> str:
    """What the document is, with its number."""
    told = {"number": scribe.facts.number}
    if not scribe.is_belgian:
        return say_french_kind(scribe.facts.kind) % told
    match scribe.facts.kind:
        case DocumentKind.CLOSING:
            return _("Final settlement %(number)s") % told
        case DocumentKind.MONTHLY:
            return _("Monthly bill %(number)s") % told
        case DocumentKind.CREDIT_NOTE:
            return _("Credit note %(number)s") % told
        case DocumentKind.ADVANCE_INVOICE:
            return _("Advance invoice %(number)s") % told
        case _:
            return _("Settlement %(number)s") % told


def essential_rows(scribe: Scribe) -> list[tuple[str, str]]:
    """Who the customer is, where and what is supplied, on what terms."""
    facts, contract = scribe.facts, scribe.facts.contract
    point = _("Supply point (EAN)") if scribe.is_belgian else _("Supply point (PDL)")
    number = _("Enterprise number") if scribe.is_belgian else _("SIREN number")
    product = f"{contract.product_name}, {_name_price(scribe)}"
    power = contract.subscribed_kva
    return [
        (_("Customer number"), facts.customer.number),
        (_("Contract number"), contract.number),
        (number, group_enterprise_number(facts.customer.enterprise_number, facts.issuer.country)),
        (_("Supply address"), contract.address),
        (point, contract.code),
        (_("Energy"), capfirst(str(Energy(contract.energy).label))),
        (_("Product"), product),
        (_("Contract since"), scribe.day(contract.from_)),
        (_("Contract until"), _say_end(scribe)),
        (_("Grid operator"), name_operator(contract.grid_operator)),
        (_("Subscribed power"), "" if power is None else f"{scribe.number(power)} kVA"),
        (_("Option"), "" if scribe.is_belgian else say_french_option(facts.bill)),
        (_("Off-peak hours"), contract.off_peak_label),
        (_("Period"), scribe.short_span(facts.period_from, facts.last_day)),
        (_("Used in this period"), _used(scribe)),
        (_("Given to the grid"), _given(scribe)),
    ]


def _say_end(scribe: Scribe) -> str:
    """The last day of the contract."""
    until = scribe.facts.contract.until
    return scribe.day(until - timedelta(days=1)) if until is not None else _("no end agreed")


def _used(scribe: Scribe) -> str:
    bill = scribe.facts.bill
    return scribe.energy(sum_taken(bill.bill.volumes_wh)) if bill else ""


def _given(scribe: Scribe) -> str:
    bill = scribe.facts.bill
    given = sum_given(bill.bill.volumes_wh) if bill else 0
    return scribe.energy(given) if given else ""


def sum_rows(scribe: Scribe) -> list[dict[str, str]]:
    """From the three components to what is to pay or comes back."""
    facts, page = scribe.facts, scribe.facts.bill
    assert page is not None  # noqa: S101 - an advance invoice has sums of its own
    rows = [
        sum_row(
            name_component(each.component), scribe.money(each.cents), "part", COLORS[each.component]
        )
        for each in list_shown(page, scribe)
    ]
    if not scribe.with_vat:
        base = sum(each.base_cents for each in facts.vat)
        rows.append(sum_row(_("Together, without VAT"), scribe.money(base)))
        rows += [
            sum_row(
                _("VAT at %(rate)s") % {"rate": scribe.rate(each.vat_bp)},
                scribe.money(each.vat_cents),
            )
            for each in facts.vat
            if each.vat_cents
        ]
    rows.append(
        sum_row(_("Total of this period, with VAT"), scribe.money(facts.total_cents), "total")
    )
    if page.bill.invoiced_cents or facts.advances:
        rows.append(sum_row(_advances_label(scribe), scribe.money(-page.bill.invoiced_cents)))
    rows += [
        sum_row(name, scribe.money(sign * sum(each.base_cents + each.vat_cents for each in rates)))
        for name, sign, rates in name_parts(page.bill)
    ]
    rows.append(
        sum_row(
            _result_label(scribe),
            scribe.money(
                facts.balance_cents
                if facts.kind == DocumentKind.CREDIT_NOTE
                else abs(facts.balance_cents)
            ),
            "result",
        )
    )
    return rows


def _advances_label(scribe: Scribe) -> str:
    count = len(scribe.facts.advances)
    if not count:
        return _("Advances invoiced")
    told = ngettext("%(number)s advance invoiced", "%(number)s advances invoiced", count)
    return told % {"number": count}


def _result_label(scribe: Scribe) -> str:
    if scribe.facts.kind == DocumentKind.CREDIT_NOTE:
        return _("Total of this credit note")
    if scribe.facts.balance_cents > 0:
        return _("To pay")
    if scribe.facts.balance_cents == 0:
        return _("Nothing to pay")
    return _("Goes to your next bill") if is_carried(scribe) else _("Comes back to you")


def settling_block(scribe: Scribe) -> Block:
    """How the amount is paid, or how it comes back."""
    facts = scribe.facts
    if facts.kind == DocumentKind.CREDIT_NOTE:
        text = _(
            "It is settled with the bill that takes its place and with what is open on your "
            "customer account. You need not do anything."
        )
        return box_block(_("What happens with it"), text, tone="even")
    if facts.balance_cents < 0 and is_carried(scribe):
        text = _(
            "%(amount)s goes to your next bill. Would you rather have it on your account: ask us, and "
            "you have it within %(days_count)s days."
        ) % {
            "amount": scribe.money(-facts.balance_cents),
            "days_count": int(legal_figure(scribe, "refund_within")),
        }
        return box_block(_("What happens with it"), text, tone="credit")
    if facts.balance_cents < 0:
        text = _(
            "We pay %(amount)s back to you by %(day)s. What is still open on your customer account "
            "is taken off first."
        ) % {"amount": scribe.money(-facts.balance_cents), "day": scribe.day(facts.due_on)}
        return box_block(_("You get money back"), text, tone="credit")
    if facts.balance_cents == 0:
        text = _("Your advances paid exactly for what you used.")
        return box_block(_("Nothing to pay"), text, tone="even")
    if facts.payment.collection is not None:
        return _collection(scribe)
    return transfer_block(facts.payment, locale=scribe.locale)


def _collection(scribe: Scribe) -> Block:
    """When it is collected, from where and by which right: the notice two weeks ahead."""
    payment = scribe.facts.payment
    notice = payment.collection
    assert notice is not None  # noqa: S101 - asked for where there is one
    return pay_block(
        _("We collect %(amount)s on %(day)s")
        % {"amount": scribe.money(notice.amount_cents), "day": scribe.day(notice.collect_on)},
        [
            (_("From account (IBAN)"), notice.masked_iban),
            (_("Mandate"), notice.mandate_reference),
            (_("Creditor identifier"), notice.creditor_identifier),
            (_("Payment reference"), payment.reference),
        ],
        note=_(
            "You need not do anything. If something is not right, tell us before that day; you can "
            "change or stop direct debit in your customer area."
        ),
    )


def unpaid_block(scribe: Scribe) -> Block | None:
    """What of the advances was not paid on the day of the bill; it stays open on its own."""
    facts = scribe.facts
    open_cents = sum(max(each.amount_cents - each.paid_cents, 0) for each in facts.advances)
    if not open_cents:
        return None
    text = _(
        "Of the advances, %(amount)s was not paid yet on %(day)s. It is not in the amount of this "
        "bill and stays to pay, each with its own invoice."
    ) % {"amount": scribe.money(open_cents), "day": scribe.day(facts.issued_on)}
    return text_block(text, style="strong")


def question_section(scribe: Scribe, *, letter: str = "") -> Block:
    """Whom to call or to write to, and who mediates."""
    reach = reach_block(scribe.facts.contact, scribe.facts.issuer)
    return section(
        _("A question?"),
        columns_block([reach], [_manager(scribe), _mediation(scribe)]),
        letter=letter,
    )


def _manager(scribe: Scribe) -> Block | None:
    manager = scribe.facts.account_manager
    if manager is None:
        return None
    reach = ", ".join(part for part in (manager.phone, manager.email) if part)
    return notes_block([(_("Your key account manager"), f"{manager.name}: {reach}")])


def _mediation(scribe: Scribe) -> Block:
    facts = scribe.facts
    mediator = get_mediator(facts.issuer.country, facts.language)
    told = {"name": mediator.name, "address": mediator.address, "site": mediator.site}
    text = _(
        "Tell us first, with the number of this document. If our answer does not satisfy you, this "
        "service mediates free of charge: %(name)s, %(address)s, %(site)s."
    )
    return notes_block([(_("You do not agree?"), text % told)])


def _name_price(scribe: Scribe) -> str:
    """What kind of price this bill asks: that of the contract, or the social tariff in its place."""
    page = scribe.facts.bill
    codes = {line.code for line in page.statement.lines if line.quantity} if page else set()
    if any(code.startswith("social_") for code in codes) and "supplier_fee" not in codes:
        return _("social tariff")
    return str(PriceKind(scribe.facts.contract.price_kind).label)


def comparing_section(scribe: Scribe, *, letter: str = "") -> Block:
    """How to compare and to change supplier."""
    contract = scribe.facts.contract
    comparator = get_comparator(contract.region)
    free = _(
        "You can change supplier at any moment and free of charge. The new supplier arranges it; "
        "you only need the number of your supply point."
    )
    if not scribe.is_household:
        free = _(
            "The new supplier arranges the change; you only need the number of your supply point. "
            "Your contract says with what notice it ends; a small business changes free of charge."
        )
    rows = [
        (_("Number to change with"), contract.code),
        (_("Product"), contract.product_name),
        (_("Price"), capfirst(_name_price(scribe))),
        (_("Contract until"), _say_end(scribe)),
    ]
    compare = _(
        "The regulator compares all offers for you, independently and free of charge: %(name)s, "
        "%(site)s."
    ) % {"name": comparator.name, "site": comparator.site}
    return section(
        _("Compare and change"),
        # In France nothing asks for them here: they stand above.
        facts_block(rows) if scribe.is_belgian else None,
        notes_block([(_("Compare"), compare), (_("Change supplier"), free)], columns=2),
        letter=letter,
    )


def consumption_section(scribe: Scribe, *, letter: str = "") -> Block:
    """What was used, beside the time before, as it was read, and what the energy was made of."""
    return section(
        _("Your consumption"),
        *counted_blocks(scribe),
        months_block(scribe),
        calorific_block(scribe),
        mix_block(scribe),
        letter=letter,
        breakable=len(scribe.facts.bill.measured) > _MOST_TOGETHER if scribe.facts.bill else False,
    )


# So many readings stand on one page with the months.
_MOST_TOGETHER = 12
_SOURCES = ("wind", "solar", "hydro", "biomass", "nuclear", "gas", "coal", "other")


def mix_block(scribe: Scribe) -> Block | None:
    """What the supplier's energy was made of."""
    issuer = scribe.facts.issuer
    if not issuer.energy_mix or scribe.facts.contract.energy != Energy.ELECTRICITY:
        return None
    names = {
        "wind": _("wind"),
        "solar": _("sun"),
        "hydro": _("water"),
        "biomass": _("biomass"),
        "nuclear": _("nuclear energy"),
        "gas": _("natural gas"),
        "coal": _("coal"),
        "other": _("other sources"),
    }
    parts = [
        f"{names[source]} {scribe.percent(issuer.energy_mix[source])}"
        for source in sorted(issuer.energy_mix, key=lambda name: -issuer.energy_mix[name])
    ]
    told = {
        "supplier": issuer.brand_name,
        "year": issuer.energy_mix_year,
        "parts": ", ".join(parts),
    }
    return text_block(
        _("What the electricity of %(supplier)s was made of in %(year)s: %(parts)s.") % told,
        style="small",
    )
