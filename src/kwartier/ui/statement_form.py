"""What an account statement is asked for with: the days, and the supply points."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from kwartier.billing.queries import AccountStatement, get_account_statement, list_statement_points
from kwartier.billing.refusals import StatementPeriodToCome, StatementPeriodTurned
from kwartier.metering.types import SupplyPointRow

_NOT_A_DAY = {"invalid": gettext_lazy("This is not a day. Choose it, or type it as 2026-11-21.")}


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        error_messages=_NOT_A_DAY,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class StatementForm(forms.Form):
    """The days from ``first`` to ``last``, both within; nothing chosen is every supply point."""

    first = _day(gettext_lazy("From"))
    last = _day(gettext_lazy("Up to and including"))
    point = forms.MultipleChoiceField(
        label=gettext_lazy("Supply points"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Choose none to have them all."),
    )

    def __init__(
        self, asked: Mapping[str, Any], *, points: Sequence[SupplyPointRow], today: date
    ) -> None:
        whole_year = {"first": date(today.year, 1, 1), "last": today}
        super().__init__(asked if "first" in asked or "last" in asked else None, initial=whole_year)
        self.points = points
        chosen = self.fields["point"]
        assert isinstance(chosen, forms.MultipleChoiceField)  # noqa: S101 - for the type alone
        chosen.choices = [(each.code, f"{each.code}, {each.street_line}") for each in points]

    @classmethod
    def read(
        cls, asked: Mapping[str, Any], *, account_id: int, today: date
    ) -> tuple["StatementForm", AccountStatement | None]:
        """The form of a request, and the statement that it asks for: None where it cannot be made.

        A request that asks for no days gets this year's.
        """
        form = cls(asked, points=list_statement_points(account_id=account_id), today=today)
        first, last = form.initial["first"], form.initial["last"]
        codes: list[str] = []
        if form.is_bound:
            if not form.is_valid():
                return form, None
            first, last = form.cleaned_data["first"], form.cleaned_data["last"]
            codes = form.cleaned_data["point"]
        try:
            statement = get_account_statement(
                account_id=account_id,
                from_=first,
                until=last + timedelta(days=1) if last < date.max else last,
                today=today,
                codes=codes or None,
            )
        except StatementPeriodTurned as refused:
            form.add_error("last", refused.say())
            return form, None
        except StatementPeriodToCome as refused:
            form.add_error("first", refused.say())
            return form, None
        return form, statement
