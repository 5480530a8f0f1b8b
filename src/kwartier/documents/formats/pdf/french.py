"""What French law wants on a bill besides: arrêté of 18 April 2012, code de l'énergie, code de la consommation."""

from django.utils.translation import gettext as _

from kwartier.documents.formats.pdf.blocks import Block, notes_block, section, sum_row
from kwartier.documents.formats.pdf.french_law import carried_cents, legal_cents, legal_figure
from kwartier.documents.formats.pdf.lines import list_shown
from kwartier.documents.formats.pdf.places import find_outage_line
from kwartier.documents.formats.pdf.scribe import Scribe
from kwartier.documents.types import DocumentKind


def share_rows(scribe: Scribe) -> list[dict[str, str]]:
    """What of the bill is subscription, what is consumption, and what the grid has of both.

    Asked by arrêté of 18 April 2012, article 12, and code de l'énergie, R341-2. Levies are told apart.
    """
    page = scribe.facts.bill
    if page is None:
        return []
    shown = [each for each in list_shown(page, scribe) if each.component != "taxes"]
    network = sum(each.cents for each in shown if each.component == "network")
    by_the_day = sum(
        promise.cents
        for each in shown
        for promise in each.promises
        if all(told.line.quantity_unit == "days" for told in promise.lines)
    )
    whole = sum(each.cents for each in shown)
    rows = [
        (_("Of which the subscription, without VAT"), by_the_day),
        (_("Of which the consumption, without VAT"), whole - by_the_day),
        # A price list with everything in one price does not tell the grid apart.
        (_("Of which the use of the grid, without VAT"), network),
    ]
    return [sum_row(label, scribe.money(cents), "of") for label, cents in rows if cents]


def mentions_section(scribe: Scribe) -> Block:
    """Everything that must be said, each under a heading of its own."""
    return section(_("Good to know"), notes_block(_mentions(scribe), columns=2))


def _mentions(scribe: Scribe) -> list[tuple[str, str]]:
    household = scribe.is_household
    is_bill = scribe.facts.kind != DocumentKind.ADVANCE_INVOICE
    return [
        (_("Price"), _market(scribe) if is_bill else ""),
        (_("Read or estimated"), _reading(scribe) if is_bill else ""),
        (_("When a price changes"), _divided() if is_bill else ""),
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


def _divided() -> str:
    return _(
        "What was counted between two readings is divided over the old and the new price in "
        "proportion to the days of each (code de l'énergie, R337-24)."
    )


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
    told = {
        "amount": scribe.money(carried_cents(scribe)),
        "days_count": int(legal_figure(scribe, "refund_within")),
    }
    return (
        _(
            "A credit of %(amount)s or more is paid back within %(days_count)s days. A smaller one "
            "goes to your next bill, unless you ask for it."
        )
        % told
    )


def _late(scribe: Scribe) -> str:
    if scribe.is_household:
        return _(
            "No discount is given for paying early. We remind you before anything else happens."
        )
    told = {
        "amount": scribe.money(legal_cents(scribe, "recovery_fee")),
        "times": scribe.number(legal_figure(scribe, "late_interest_multiple")),
    }
    return (
        _(
            "No discount is given for paying early. Late payment costs %(times)s times the legal rate "
            "of interest, and %(amount)s for its recovery (code de commerce, L441-10)."
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
    point = scribe.facts.contract.supply_point
    phone = find_outage_line(point.grid_operator, point.postal_code)
    if not phone:
        return _("Call the grid operator, day and night; its number stands on its site.")
    return _("Call the grid operator, day and night: %(phone)s.") % {"phone": phone}


def _receiving() -> str:
    return _(
        "You choose between paper, free of charge, and e-mail; you can change your mind at any time."
    )
