"""An instalment schedule on paper: every day and amount, how they are paid, what follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kwartier.billing.schedule_types import InstalmentState, InstalmentView, ScheduleView
from kwartier.documents.formats.pdf.blocks import (
    Block,
    facts_block,
    section,
    table_block,
    text_block,
)
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
from kwartier.supply.types import ContractRow


def write_schedule_pdf(
    schedule: ScheduleView,
    *,
    contract: ContractRow,
    issuer: IssuerFacts,
    to: Sequence[str],
    language: str,
) -> bytes:
    """The PDF of a schedule as it is in force, ``to`` whom it is addressed, line by line.

    Raises:
        GlyphMissing: the fonts have no sign for a character.
    """
    with translation.override(speech_of(language, issuer.country)):
        locale = formats.locale_for(language, issuer.country)
        paper = _Writer(schedule, contract, issuer, locale).write(to, language)
    made = compile_paper(paper, name=schedule.number, made_on=schedule.revisions[0].made_on)
    assert isinstance(made, bytes)  # noqa: S101 - a PDF is one file
    return made


@dataclass(frozen=True)
class _Writer:
    """Writes for the reader of one schedule."""

    schedule: ScheduleView
    contract: ContractRow
    issuer: IssuerFacts
    locale: str

    def write(self, to: Sequence[str], language: str) -> dict[str, Any]:
        made_on = self.schedule.revisions[0].made_on
        return {
            "language": language,
            "region": self.issuer.country.lower(),
            "date": [made_on.year, made_on.month, made_on.day],
            "look": look_of(self.issuer.brand_key),
            "text": make_breakable(
                {
                    "title": _("Instalment schedule %(number)s") % {"number": self.schedule.number},
                    "author": self.issuer.legal_name,
                    "brand": self.issuer.brand_name,
                    "issuer": list_sender(self.issuer),
                    "to": list(to),
                    "dated": self._say_made(made_on),
                    "answer": self._say_instalments(),
                    "tone": "even",
                    "below": _("Around %(day)s a bill settles what you used with what you paid.")
                    % {"day": self._day(self.schedule.period_until)},
                    "sections": [self._facts(), self._instalments(), self._rules()],
                    "foot": write_foot(self.issuer, self.locale),
                    "page_label": say_page(),
                }
            ),
        }

    def _say_made(self, made_on: date) -> str:
        if not self.schedule.sequence:
            return self._day(made_on)
        told = {"day": self._day(made_on), "number": self.schedule.sequence}
        return _("%(day)s, revision %(number)s") % told

    def _say_instalments(self) -> str:
        count = len(self.schedule.instalments)
        said = ngettext("%(count)s instalment", "%(count)s instalments", count) % {"count": count}
        total = self._money(self.schedule.total_cents)
        return _("%(instalments)s, together %(total)s") % {"instalments": said, "total": total}

    def _facts(self) -> Block:
        schedule = self.schedule
        rows = [
            (_("Contract"), self.contract.number),
            (_("Supply point"), self.contract.supply_point.code),
            (_("Address"), self.contract.address),
            (_("From"), self._day(schedule.period_from)),
            (_("Up to and including"), self._day(schedule.last_day)),
            (_("Reference"), schedule.reference),
        ]
        if schedule.expected_cost_cents is not None:
            rows.append((_("Expected for the year"), self._money(schedule.expected_cost_cents)))
        return section(_("What it is for"), facts_block(rows))

    def _instalments(self) -> Block:
        table = table_block(
            (
                (_("Due"), "text"),
                (pgettext("instalment", "Where it stands"), "text"),
                (_("Document"), "text"),
                (_("Amount"), "number"),
            ),
            [
                (
                    self._day(each.due_on),
                    _say_state(each),
                    each.document,
                    self._money(each.amount_cents),
                )
                for each in self.schedule.instalments
            ],
            foot=(_("Total"), "", "", self._money(self.schedule.total_cents)),
        )
        return section(_("Your instalments"), table, breakable=True)

    def _rules(self) -> Block:
        return section(
            _("How it works"),
            text_block(
                _(
                    "An instalment is collected on its day where you gave us a mandate; otherwise you "
                    "transfer it with the reference above. Amounts include VAT, and only change when "
                    "you agree."
                )
            ),
            text_block(
                _(
                    "The yearly bill takes off what we received. What was not received is part of it, "
                    "and no longer due by itself."
                )
            ),
        )

    def _money(self, cents: int) -> str:
        return formats.format_money(cents, self.locale)

    def _day(self, day: date) -> str:
        return formats.format_day(day, self.locale)


def _say_state(each: InstalmentView) -> str:
    return str(InstalmentState(each.state).label)
