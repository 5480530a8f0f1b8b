"""Forms about what is late, for the customer and for an agent: a plan, a dispute."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kwartier.arrears.types import PlanBounds
from kwartier.billing.amounts import parse_amount
from kwartier.billing.refusals import AdvanceNotANumber
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.day_fields import DayField

_FIRST_AFTER = timedelta(days=14)
_USUAL_MONTHS = 3
_LONGEST_REASON = 500


class PlanForm(forms.Form):
    """In how many months, and from when; ``shown_months`` are those that the amount allows."""

    months = forms.TypedChoiceField(label=_("In how many months?"), coerce=int)
    first_on = DayField(
        label=_("When can you pay the first part?"),
    )

    def __init__(
        self,
        sent: Any = None,
        *,
        request: BrandedRequest,
        bounds: PlanBounds,
        most_months: int | None = None,
        shown_months: int | None = None,
    ) -> None:
        most = most_months or bounds.most_months
        shown = shown_months or most
        usual = {"first_on": request.today + _FIRST_AFTER, "months": min(_USUAL_MONTHS, shown)}
        super().__init__(sent, initial=usual)
        choices = [
            (number, ngettext("%(number)s month", "%(number)s months", number) % {"number": number})
            for number in range(1, most + 1)
        ]
        field = self.fields["months"]
        field.choices = choices  # type: ignore[attr-defined]
        # More is not offered; who asks for it all the same is told why it is too many.
        field.widget.choices = choices[:shown]
        self.fields["first_on"].widget.attrs |= {
            "min": (request.today + timedelta(days=1)).isoformat(),
            "max": (request.today + timedelta(days=bounds.first_day_most)).isoformat(),
        }


class DisputeForm(forms.Form):
    """What is not right, and how much of it; everything where no amount is given."""

    amount = forms.CharField(
        label=_("How much do you not agree with?"),
        help_text=_("Leave it empty if it is all of it. What you agree with stays to be paid."),
        required=False,
    )
    reason = forms.CharField(
        label=_("What is not right?"),
        error_messages={"required": _("Tell us what is not right: a few words are enough.")},
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=_LONGEST_REASON,
    )

    def clean_amount(self) -> int | None:
        """The amount in cents; None where none is given."""
        written: str = self.cleaned_data["amount"].strip()
        if not written:
            return None
        try:
            return parse_amount(written)
        except AdvanceNotANumber as refusal:
            raise forms.ValidationError(refusal.say_all()) from refusal
