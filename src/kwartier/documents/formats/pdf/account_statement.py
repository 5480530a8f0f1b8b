"""An account statement on paper: how the account stands, then supply point by supply point."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kwartier.billing.queries import AccountStatement, PointStatement
from kwartier.billing.statement_words import describe_point, name_point, say_row
from kwartier.documents.formats.pdf.blocks import Block, section, table_block
from kwartier.documents.formats.pdf.letterhead import (
    list_sender,
    make_breakable,
    say_page,
    write_foot,
)
from kwartier.documents.formats.pdf.look import look_of
from kwartier.documents.formats.pdf.writing import compile_paper
from kwartier.documents.types import IssuerFacts
from kwartier.platform import formats
from kwartier.platform.language import speech_of


def write_statement_pdf(
    statement: AccountStatement,
    *,
    issuer: IssuerFacts,
    to: Sequence[str],
    number: str,
    language: str,
) -> bytes:
    """The PDF of an account's statement, ``to`` whom it is addressed, line by line.

    Raises:
        GlyphMissing: the fonts have no sign for a character.
    """
    with translation.override(speech_of(language, issuer.country)):
        locale = formats.locale_for(language, issuer.country)
        paper = _Writer(statement, issuer, locale).write(to, number, language)
    made = compile_paper(paper, name=number, made_on=statement.last_day)
    assert isinstance(made, bytes)  # noqa: S101 - a PDF is one file
    return made


@dataclass(frozen=True)
class _Writer:
    """Writes for the reader of one statement."""

    statement: AccountStatement
    issuer: IssuerFacts
    locale: str

    def write(self, to: Sequence[str], number: str, language: str) -> dict[str, Any]:
        day = self.statement.last_day
        return {
            "language": language,
            "region": self.issuer.country.lower(),
            "date": [day.year, day.month, day.day],
            "look": look_of(self.issuer.brand_key),
            "text": make_breakable(
                {
                    "title": _("Account statement %(number)s") % {"number": number},
                    "author": self.issuer.legal_name,
                    "brand": self.issuer.brand_name,
                    "issuer": list_sender(self.issuer),
                    "to": list(to),
                    "dated": _("%(first)s to %(last)s")
                    % {"first": self._day(self.statement.from_), "last": self._day(day)},
                    "answer": self._say_balance(),
                    "tone": self._tone(),
                    "below": _("What was invoiced and paid, supply point by supply point."),
                    "sections": [
                        self._overview(),
                        *(self._point(each) for each in self.statement.points if each.rows),
                    ],
                    "foot": write_foot(self.issuer, self.locale),
                    "page_label": say_page(),
                }
            ),
        }

    def _say_balance(self) -> str:
        cents = self.statement.closing_cents
        told = {"amount": self._money(abs(cents))}
        if cents > 0:
            return _("%(amount)s invoiced and not paid") % told
        if cents < 0:
            return _("%(amount)s in your favor") % told
        return _("Everything is paid")

    def _tone(self) -> str:
        cents = self.statement.closing_cents
        return "even" if not cents else "debit" if cents > 0 else "credit"

    def _overview(self) -> Block:
        rows = [
            (_say_point(each), *map(self._money, each.summary_cents))
            for each in self.statement.points
        ]
        table = table_block(
            (
                (_("Supply point"), "text"),
                (_("Balance before"), "number"),
                (_("Invoiced"), "number"),
                (_("Payments and other movements"), "number"),
                (_("Balance after"), "number"),
            ),
            rows,
            foot=(_("Total"), *map(self._money, self.statement.summary_cents)),
        )
        return section(_("Supply point by supply point"), table, breakable=True)

    def _point(self, each: PointStatement) -> Block:
        rows = [
            (
                self._short_day(row.on),
                say_row(row),
                f"{row.document}, {row.other}" if row.other else row.document,
                self._money(row.amount_cents),
                self._money(row.balance_cents),
            )
            for row in each.rows
        ]
        table = table_block(
            (
                (_("Day"), "text"),
                (pgettext("movement", "What"), "text"),
                (_("Document"), "text"),
                (_("Amount"), "number"),
                (_("Balance"), "number"),
            ),
            rows,
        )
        return section(_say_point(each), table, breakable=True)

    def _money(self, cents: int) -> str:
        return formats.format_money(cents, self.locale)

    def _day(self, day: date) -> str:
        return formats.format_day(day, self.locale)

    def _short_day(self, day: date) -> str:
        return formats.format_day_medium(day, self.locale)


def _say_point(each: PointStatement) -> str:
    """One text, not two columns: only a first column goes on a second line, however long an address."""
    return f"{name_point(each)} · {describe_point(each)}"
