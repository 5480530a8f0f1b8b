"""The form by which a person asks for the account statement of each month: on their page, and in the office."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kwartier.billing.queries import list_statement_points
from kwartier.delivery.operations import choose_monthly_statement
from kwartier.delivery.types import MonthlyStatementView, StatementFormat
from kwartier.parties.types import AccountInfo, MembershipInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.platform.types import Actor


class MonthlyStatementForm(forms.Form):
    """As what file, and of which supply points; in the office also for whom."""

    person = forms.TypedChoiceField(label=_("For whom?"), coerce=int, widget=forms.RadioSelect)
    format = forms.ChoiceField(
        label=_("As what file?"), choices=StatementFormat.choices, widget=forms.RadioSelect
    )
    point = forms.MultipleChoiceField(
        label=_("Supply points"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none to have them all."),
    )

    def __init__(
        self,
        sent: Mapping[str, Any] | None = None,
        *,
        account: AccountInfo,
        chosen: MonthlyStatementView | None = None,
        members: Sequence[MembershipInfo] = (),
    ) -> None:
        initial = {
            "format": chosen.format if chosen else StatementFormat.XLSX,
            "point": list(chosen.codes) if chosen else [],
        }
        super().__init__(sent, initial=initial)
        points = list_statement_points(account_id=account.id)
        if members:
            self._offer("person", [(each.person_id, each.name) for each in members])
        else:
            del self.fields["person"]
        if len(points) > 1:
            self._offer(
                "point", [(each.code, f"{each.code}, {each.street_line}") for each in points]
            )
        else:
            del self.fields["point"]

    def _offer(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def choose(
        self, request: BrandedRequest, *, account: AccountInfo, person_id: int, actor: Actor
    ) -> MonthlyStatementView:
        """Choose what a valid form says."""
        return choose_monthly_statement(
            account=account,
            person_id=person_id,
            format=StatementFormat(self.cleaned_data["format"]),
            codes=self.cleaned_data.get("point", []),
            actor=actor,
            now=request.now,
        )
