"""The whole paper of a document: head, address, answer, sections in the order of the law, foot."""

from typing import Any

from django.utils.translation import gettext as _

from kwartier.documents.formats.pdf import french
from kwartier.documents.formats.pdf.annex import advances_block, detail_sections
from kwartier.documents.formats.pdf.blocks import (
    Block,
    columns_block,
    facts_block,
    section,
    sum_row,
    sums_block,
    text_block,
)
from kwartier.documents.formats.pdf.consumption import readings_blocks
from kwartier.documents.formats.pdf.french_law import is_carried
from kwartier.documents.formats.pdf.letterhead import (
    list_sender,
    make_breakable,
    say_page,
    write_foot,
)
from kwartier.documents.formats.pdf.look import look_of
from kwartier.documents.formats.pdf.scribe import Scribe
from kwartier.documents.formats.pdf.sections import (
    comparing_section,
    consumption_section,
    essential_rows,
    question_section,
    say_kind,
    settling_block,
    sum_rows,
    unpaid_block,
)
from kwartier.documents.types import DocumentFacts, DocumentKind


def write_paper(facts: DocumentFacts) -> dict[str, Any]:
    """Everything that stands on the paper, in the active language; `text` is what people read."""
    scribe = Scribe(facts)
    day = facts.issued_on
    return {
        "language": facts.language,
        "region": facts.issuer.country.lower(),
        "date": [day.year, day.month, day.day],
        "look": look_of(facts.issuer.brand_key),
        "text": make_breakable(
            {
                "title": say_kind(scribe),
                "author": facts.issuer.legal_name,
                "brand": facts.issuer.brand_name,
                "issuer": list_sender(scribe.facts.issuer),
                "to": _address_lines(scribe),
                "dated": _say_date(scribe),
                "answer": _say_answer(scribe),
                "tone": _tone(facts),
                "below": _say_below(scribe),
                "sections": _sections(scribe),
                "foot": write_foot(scribe.facts.issuer, scribe.locale),
                "page_label": say_page(),
            }
        ),
    }


def _sections(scribe: Scribe) -> list[Block]:
    """In the order of the law; in Belgium with its letters."""
    match scribe.facts.kind:
        case DocumentKind.ADVANCE_INVOICE:
            return _advance_sections(scribe)
        case DocumentKind.CREDIT_NOTE:
            return [*_credit_sections(scribe), *detail_sections(scribe)]
    letters = "ABCDE" if scribe.is_belgian else [""] * 5
    sections = [
        section(_("What is essential"), facts_block(essential_rows(scribe)), letter=letters[0]),
        _paying_section(scribe, letter=letters[1]),
        question_section(scribe, letter=letters[2]),
        comparing_section(scribe, letter=letters[3]),
        consumption_section(scribe, letter=letters[4]),
        *detail_sections(scribe),
    ]
    if not scribe.is_belgian:
        sections.append(french.mentions_section(scribe))
    return sections


def _paying_section(scribe: Scribe, *, letter: str = "") -> Block:
    rows = sum_rows(scribe)
    if not scribe.is_belgian:
        # After the components and what they make together.
        at = sum(row["style"] == "part" for row in rows) + 1
        rows[at:at] = french.share_rows(scribe)
    balance = scribe.facts.balance_cents
    heading = _("To pay") if balance > 0 else _("What you get back")
    return section(
        heading if balance else _("Nothing to pay"),
        columns_block([sums_block(rows)], [settling_block(scribe)]),
        advances_block(scribe),
        unpaid_block(scribe),
        letter=letter,
    )


def _advance_sections(scribe: Scribe) -> list[Block]:
    facts = scribe.facts
    base = sum(each.base_cents for each in facts.vat)
    rows = [sum_row(_("Advance, without VAT"), scribe.money(base))]
    rows += [
        sum_row(
            _("VAT at %(rate)s") % {"rate": scribe.rate(each.vat_bp)}, scribe.money(each.vat_cents)
        )
        for each in facts.vat
    ]
    rows.append(sum_row(_("To pay"), scribe.money(facts.total_cents), "result"))
    what = _(
        "An advance is a part of what your year will cost. Your settlement takes it off to the cent, "
        "and you can see in your customer area whether it is still the right amount."
    )
    sections = [
        section(_("What is essential"), facts_block(essential_rows(scribe))),
        section(
            _("To pay"),
            columns_block([sums_block(rows)], [settling_block(scribe)]),
            text_block(what, style="small"),
        ),
        question_section(scribe),
    ]
    if not scribe.is_belgian:
        sections.append(french.mentions_section(scribe))
    return sections


def _credit_sections(scribe: Scribe) -> list[Block]:
    page = scribe.facts.bill
    assert page is not None  # noqa: S101 - a credit note is a bill
    return [
        section(_("What is essential"), facts_block(essential_rows(scribe))),
        section(
            _("What is taken back"),
            columns_block([sums_block(sum_rows(scribe))], [settling_block(scribe)]),
        ),
        question_section(scribe),
        section(_("Readings"), *readings_blocks(page.measured, scribe)),
    ]


def _say_date(scribe: Scribe) -> str:
    told = {"day": scribe.day(scribe.facts.issued_on)}
    return _("Issued on %(day)s") % told


def _say_answer(scribe: Scribe) -> str:
    """The one thing that the reader wants to know."""
    facts = scribe.facts
    told = {"amount": scribe.money(abs(facts.balance_cents)), "day": scribe.day(facts.due_on)}
    if facts.kind == DocumentKind.CREDIT_NOTE:
        return _("Bill %(number)s is taken back") % {"number": facts.corrects_number}
    if facts.payment.collection is not None:
        told |= {"day": scribe.day(facts.payment.collection.collect_on)}
        return _("%(amount)s, which we collect on %(day)s") % told
    if facts.balance_cents > 0:
        return _("%(amount)s to pay by %(day)s") % told
    if facts.balance_cents < 0 and is_carried(scribe):
        return _("%(amount)s goes to your next bill") % told
    if facts.balance_cents < 0:
        return _("%(amount)s comes back to you") % told
    return _("Nothing to pay")


def _tone(facts: DocumentFacts) -> str:
    if facts.kind == DocumentKind.CREDIT_NOTE or not facts.balance_cents:
        return "even"
    return "debit" if facts.balance_cents > 0 else "credit"


def _say_below(scribe: Scribe) -> str:
    """What the document is about, in one sentence under the answer."""
    facts = scribe.facts
    told = {
        "first": scribe.day(facts.period_from),
        "last": scribe.day(facts.last_day),
        "total": scribe.money(facts.total_cents),
    }
    is_gas = facts.contract.energy == "gas"
    if facts.kind == DocumentKind.ADVANCE_INVOICE:
        if is_gas:
            return _("Your advance for gas, for %(first)s to %(last)s.") % told
        return _("Your advance for electricity, for %(first)s to %(last)s.") % told
    if facts.kind == DocumentKind.CREDIT_NOTE:
        issued_on = facts.corrects_issued_on or facts.issued_on
        told |= {"day": scribe.day(issued_on), "number": facts.corrects_number}
        return (
            _(
                "This credit note takes back every line of bill %(number)s of %(day)s, for %(first)s "
                "to %(last)s."
            )
            % told
        )
    if is_gas:
        return _("Your gas from %(first)s to %(last)s cost %(total)s, VAT included.") % told
    return _("Your electricity from %(first)s to %(last)s cost %(total)s, VAT included.") % told


def _address_lines(scribe: Scribe) -> list[str]:
    customer = scribe.facts.customer
    address = customer.address
    return [customer.name, address.street, f"{address.postal_code} {address.city}".strip()]
