"""A reminder on paper: what is owed, what it costs, what follows, how it is paid, who can help."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kwartier.documents.formats.pdf.blocks import (
    Block,
    columns_block,
    notes_block,
    section,
    sum_row,
    sums_block,
    table_block,
    text_block,
)
from kwartier.documents.formats.pdf.letterhead import (
    list_sender,
    make_breakable,
    reach_block,
    say_page,
    write_foot,
)
from kwartier.documents.formats.pdf.look import look_of
from kwartier.documents.formats.pdf.paying import transfer_block
from kwartier.documents.formats.pdf.writing import compile_paper
from kwartier.documents.types import ReminderFacts
from kwartier.platform import formats
from kwartier.platform.language import speech_of


def write_reminder_pdf(facts: ReminderFacts) -> bytes:
    """The letter of a reminder, in its own language; the same facts make the same bytes.

    Raises:
        GlyphMissing: the fonts have no sign for a character.
    """
    with translation.override(speech_of(facts.language, facts.issuer.country)):
        locale = formats.locale_for(facts.language, facts.issuer.country)
        paper = _Writer(facts, locale).write()
    made = compile_paper(paper, name=facts.number, made_on=facts.issued_on)
    assert isinstance(made, bytes)  # noqa: S101 - a PDF is one file
    return made


@dataclass(frozen=True)
class _Writer:
    """Writes for the reader of one letter."""

    facts: ReminderFacts
    locale: str

    def write(self) -> dict[str, Any]:
        facts, day = self.facts, self.facts.issued_on
        return {
            "language": facts.language,
            "region": facts.issuer.country.lower(),
            "date": [day.year, day.month, day.day],
            "look": look_of(facts.issuer.brand_key),
            "text": make_breakable(
                {
                    "title": f"{facts.title} {facts.number}",
                    "author": facts.issuer.legal_name,
                    "brand": facts.issuer.brand_name,
                    "issuer": list_sender(facts.issuer),
                    "to": list(facts.to),
                    "dated": self._day(day),
                    "answer": _("%(amount)s to pay by %(day)s")
                    % {
                        "amount": self._money(facts.payment.amount_cents),
                        "day": self._day(facts.payment.due_on),
                    },
                    "tone": "debit",
                    "below": self._say_cost(),
                    "sections": [
                        self._about(),
                        self._paying(),
                        self._following(),
                        self._answering(),
                        self._helping(),
                    ],
                    "foot": write_foot(facts.issuer, self.locale),
                    "page_label": say_page(),
                }
            ),
        }

    def _say_cost(self) -> str:
        cents = sum(cents for _label, cents in self.facts.costs)
        cost = (
            _("This letter costs %(cost)s.") % {"cost": self._money(cents)}
            if cents
            else _("This letter is free of charge for you.")
        )
        crossed = _("Have you paid in the last few days? Then you have nothing to do.")
        return f"{cost} {crossed}"

    def _about(self) -> Block:
        rows = [
            (each.document, each.address, self._day(each.due_on), self._money(each.open_cents))
            for each in self.facts.debts
        ]
        table = table_block(
            (
                (_("Document"), "text"),
                (_("Address"), "text"),
                (_("Due"), "text"),
                (_("Amount"), "number"),
            ),
            rows,
        )
        return section(_("What it is about"), table, breakable=True)

    def _paying(self) -> Block:
        facts = self.facts
        disputed_cents = sum(each.disputed_cents for each in facts.debts)
        rows = [
            sum_row(_("Not paid yet"), self._money(sum(each.open_cents for each in facts.debts)))
        ]
        if disputed_cents:
            rows.append(sum_row(_("Disputed, not asked for now"), self._money(-disputed_cents)))
        rows += [sum_row(capfirst(label), self._money(cents)) for label, cents in facts.costs]
        rows.append(sum_row(_("To pay"), self._money(facts.payment.amount_cents), "result"))
        pay = transfer_block(facts.payment, locale=self.locale)
        return section(_("To pay"), columns_block([sums_block(rows)], [pay]))

    def _following(self) -> Block:
        told = [*self.facts.follows, self.facts.prospect]
        return section(_("If nothing happens"), *(text_block(each) for each in told if each))

    def _answering(self) -> Block:
        ways = notes_block(
            [
                (
                    _("You cannot pay it now?"),
                    _("Tell us: you can pay in parts, and while you keep to it nothing follows."),
                ),
                (
                    _("You do not agree?"),
                    _("Tell us: what you dispute is not reminded of while we look into it."),
                ),
            ]
        )
        reach = reach_block(self.facts.contact, self.facts.issuer)
        return section(_("You cannot pay, or do not agree"), columns_block([ways], [reach]))

    def _helping(self) -> Block:
        return section(_("Who can help"), *(text_block(each) for each in self.facts.helpers))

    def _money(self, cents: int) -> str:
        return formats.format_money(cents, self.locale)

    def _day(self, day: date) -> str:
        return formats.format_day(day, self.locale)
