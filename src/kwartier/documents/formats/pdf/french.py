"""What French law wants on a bill besides: arrêté of 18 April 2012, code de l'énergie, code de la consommation."""

from decimal import Decimal

from django.utils.translation import gettext as _

from energycore.clocks import day_number
from kwartier.documents.formats.pdf.blocks import Block, notes_block, section, sum_row
from kwartier.documents.formats.pdf.lines import list_shown
from kwartier.documents.formats.pdf.scribe import Scribe
from kwartier.documents.types import DocumentKind
from rulebooks.parameters import get_parameter

_CENTS_PER_EUR = 100
_OUTAGE_NUMBER = "09 72 67 50"  # with the two digits of the department


def network_share_row(scribe: Scribe) -> dict[str, str] | None:
    """What of the bill is the use of the grid (code de l'énergie, R341-2)."""
    page = scribe.facts.bill
    if page is None:
        return None
    cents = sum(each.cents for each in list_shown(page, scribe) if each.component == "network")
    if not cents:
        # A price list with everything in one price does not tell the grid apart.
        return None
    return sum_row(_("Of which the use of the grid, without VAT"), scribe.money(cents))


def mentions_section(scribe: Scribe) -> Block:
    """Everything that must be said, each under a heading of its own."""
    return section(_("Good to know"), notes_block(_mentions(scribe)))


def _mentions(scribe: Scribe) -> list[tuple[str, str]]:
    household = scribe.is_household
    is_bill = scribe.facts.kind != DocumentKind.ADVANCE_INVOICE
    return [
        (_("Price"), _market(scribe) if is_bill else ""),
        (_("Read or estimated"), _reading(scribe) if is_bill else ""),
        (_("Ways to pay"), _ways_to_pay()),
        (_("Energy voucher"), _voucher() if household else ""),
        (_("If too much was paid"), _too_much(scribe) if is_bill else ""),
        (_("Late payment"), _late(scribe)),
        (_("End of the contract"), _end(scribe)),
        (_("No power"), _outage(scribe)),
        (_("Receiving your bills"), _receiving() if is_bill else ""),
    ]


def _market(scribe: Scribe) -> str:
    told = {"product": scribe.facts.contract.product_name}
    return _("“%(product)s” is an offer at market price; it is not the regulated tariff.") % told


def _reading(scribe: Scribe) -> str:
    page = scribe.facts.bill
    estimated = page is not None and any(each.about.get("estimated") for each in page.measured)
    sending = _(
        "You can send us a reading of your own at any time in your customer area, and until the "
        "day before your next bill for it to count there."
    )
    if estimated:
        return _("At least one index of this bill is estimated.") + " " + sending
    return _("This bill rests on indexes that were read, not estimated.") + " " + sending


def _ways_to_pay() -> str:
    return _(
        "By transfer, by direct debit, by check to our address, or in cash by a payment order at a "
        "post office; no way of paying costs you anything."
    )


def _voucher() -> str:
    return _(
        "You may have a right to the energy voucher (chèque énergie): see chequeenergie.gouv.fr. It "
        "pays for this bill or is set aside for the next ones."
    )


def _too_much(scribe: Scribe) -> str:
    customer = "residential" if scribe.is_household else "professional"
    told = {
        "amount": scribe.money(_legal_cents(scribe, f"carried_credit.{customer}")),
        "days_count": int(_legal(scribe, "refund_within")),
    }
    return (
        _(
            "A credit of %(amount)s or more is paid back within %(days_count)s days. A smaller one "
            "goes to your next bill, unless you ask for it."
        )
        % told
    )


def _legal(scribe: Scribe, name: str) -> Decimal:
    """What the law says in a figure, on the day of the document."""
    figure = get_parameter(f"fr.bill.{name}", day_number(scribe.facts.issued_on)).value
    if figure is None:
        raise ValueError(f"fr.bill.{name} is no plain figure")
    return figure


def _legal_cents(scribe: Scribe, name: str) -> int:
    return int(_legal(scribe, name) * _CENTS_PER_EUR)


def _late(scribe: Scribe) -> str:
    if scribe.is_household:
        return _(
            "No discount is given for paying early. We remind you before anything else happens."
        )
    told = {"amount": scribe.money(_legal_cents(scribe, "recovery_fee"))}
    return (
        _(
            "No discount is given for paying early. Late payment costs three times the legal rate of "
            "interest, and %(amount)s for its recovery (code de commerce, L441-10)."
        )
        % told
    )


def _end(scribe: Scribe) -> str:
    if scribe.is_household:
        return _(
            "You can end the contract at any moment, without a fee. A change of supplier ends it by "
            "itself."
        )
    return _("Your contract says with what notice it ends. A change of supplier ends it by itself.")


def _outage(scribe: Scribe) -> str:
    """The operator's line for breakdowns, with the department of the supply point."""
    department = scribe.facts.contract.supply_point.postal_code[:2]
    told = {"phone": f"{_OUTAGE_NUMBER} {department}"}
    return _("Call the grid operator, day and night: %(phone)s (price of a local call).") % told


def _receiving() -> str:
    return _(
        "You choose between paper, free of charge, and e-mail; you can change your mind at any time."
    )
