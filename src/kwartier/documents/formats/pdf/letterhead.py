"""What papers of a brand have: who sends them, who that is by law, whom to call, lines that break."""

import re
from typing import Any

from django.utils.translation import gettext as _

from kwartier.documents.formats.pdf.blocks import Block, facts_block
from kwartier.documents.formats.pdf.scribe import group_enterprise_number
from kwartier.documents.types import ContactFacts, IssuerFacts
from kwartier.platform.formats import NBSP, format_money, group_in_fours

# What is longer than this fills a column by itself; the name of a site is no longer than its line.
_LONGEST_WORD = 26
_UNBROKEN = re.compile(rf"[^\s/.]{{{_LONGEST_WORD},}}")
_BREAK = "\u200b"
_PLACES = {"page_number": "{page}", "pages": "{count}"}


def say_page() -> str:
    """How pages are counted; the template fills the numbers in."""
    return _("Page %(page_number)s of %(pages)s") % _PLACES


def make_breakable(values: Any) -> Any:
    """The same values, where a text that nobody could break, a name without a blank, may break.

    Drawings are no text: they stay as they are.
    """
    if isinstance(values, str):
        if len(values) < _LONGEST_WORD:
            return values
        return _UNBROKEN.sub(lambda found: _BREAK.join(found.group()), values)
    if isinstance(values, dict):
        return {
            key: value if key == "code" else make_breakable(value) for key, value in values.items()
        }
    return [make_breakable(value) for value in values] if isinstance(values, list) else values


def list_sender(issuer: IssuerFacts) -> list[str]:
    """The lines of the sender's address."""
    return [
        issuer.legal_name,
        issuer.address.street,
        f"{issuer.address.postal_code} {issuer.address.city}",
        issuer.website,
    ]


def write_foot(issuer: IssuerFacts, locale: str) -> str:
    """Who issues, as company law wants it on every letter."""
    number = group_enterprise_number(issuer.enterprise_number, issuer.country)
    form = issuer.legal_form
    if issuer.share_capital_cents is not None:
        told = {"form": form, "capital": format_money(issuer.share_capital_cents, locale)}
        form = _("%(form)s with a capital of %(capital)s") % told
    parts = [
        issuer.legal_name,
        form,
        issuer.address.one_line,
        issuer.register,
        # The register of commerce carries the SIREN already.
        number if issuer.country == "BE" else "",
        _("VAT number %(number)s") % {"number": issuer.vat_number},
        f"IBAN {group_in_fours(issuer.iban)}".replace(" ", NBSP),
    ]
    return f"{NBSP}· ".join(part for part in parts if part)


def reach_block(contact: ContactFacts, issuer: IssuerFacts) -> Block:
    """How the brand is reached."""
    return facts_block(
        [
            (_("Telephone"), contact.phone),
            (_("Hours"), _say_hours(contact.days, contact.opens, contact.closes)),
            (_("E-mail"), contact.email),
            (_("Customer area"), issuer.website),
        ],
        columns=1,
    )


def _say_hours(days: str, opens: str, closes: str) -> str:
    told = {"opens": opens, "closes": closes}
    match days:
        case "monday_to_friday":
            return _("Monday to Friday, from %(opens)s to %(closes)s") % told
        case "monday_to_saturday":
            return _("Monday to Saturday, from %(opens)s to %(closes)s") % told
        case "every_day":
            return _("Every day, from %(opens)s to %(closes)s") % told
        case _:
            return ""
