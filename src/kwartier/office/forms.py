"""Forms of the office. What is missing is said in the rooms' own sentences."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from kwartier.alerts.types import AlertKind
from kwartier.billing.refusals import JustificationMissing, ReasonForLeavingOutMissing
from kwartier.support.refusals import RequestTextMissing
from kwartier.ui.arrears_form import PlanForm
from kwartier.ui.day_fields import DayField
from kwartier.ui.request_form import NewRequestForm

_ALL_ALERTS = "all"
_REASON_MISSING = _("Say why in one sentence: the customer reads it.")


class StretchForm(forms.Form):
    """Days on which something holds for a contract; the last is left empty while none is known."""

    first_on = DayField(
        label=_("First day"),
    )
    last_on = DayField(
        label=_("Last day"),
        help_text=_("Leave it empty while no end is known."),
        required=False,
    )

    @property
    def until(self) -> date | None:
        """The first day on which it no longer holds."""
        last: date | None = self.cleaned_data["last_on"]
        return last + timedelta(days=1) if last else None


class LastDayForm(forms.Form):
    """The last day of something that holds for a contract."""

    last_on = DayField(
        label=_("Last day"),
    )

    @property
    def until(self) -> date:
        """The first day on which it no longer holds."""
        last: date = self.cleaned_data["last_on"]
        return last + timedelta(days=1)


class JustificationForm(forms.Form):
    """Why an advance is changed by an agent."""

    justification = forms.CharField(
        label=_("Why is the advance changed?"),
        help_text=_("The customer reads this sentence beside the change, and so does the record."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": JustificationMissing.sentence},
    )


class BillingForm(forms.Form):
    """Why the way of billing is changed by an agent."""

    justification = forms.CharField(
        label=_("Why is the billing changed?"),
        help_text=_("The customer reads this sentence, and so does the record."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": JustificationMissing.sentence},
    )


class DecisionForm(forms.Form):
    """Why an agent decides or changes something for a customer."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=200,
        help_text=_("The customer reads this reason in the access log."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _REASON_MISSING},
    )


class LeaveOutForm(forms.Form):
    """Why a period makes no bill in a run."""

    reason = forms.CharField(
        label=_("Why is it left out?"),
        max_length=200,
        help_text=_("Colleagues read it beside the period. The next run finds the period again."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": ReasonForLeavingOutMissing.title},
    )


class ReasonForm(forms.Form):
    """Why an agent changes something for a customer, who reads it."""

    reason = forms.CharField(
        label=_("Why is it changed?"),
        max_length=200,
        help_text=_("The customer reads this sentence in the mail about the change."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _REASON_MISSING},
    )


class StopAlertForm(forms.Form):
    """Which alert is to stop, and why; the customer reads it."""

    reason = forms.CharField(
        label=_("Why is it stopped?"),
        help_text=_("The customer reads this reason in the access log."),
        max_length=200,
        error_messages={"required": _REASON_MISSING},
    )
    stop = forms.CharField(max_length=60, widget=forms.HiddenInput())

    @property
    def stopped(self) -> tuple[int | None, AlertKind | None]:
        """The supply point and the kind to stop; none of both for everything."""
        point, _colon, kind = str(self.cleaned_data["stop"]).partition(":")
        return (None, None) if point == _ALL_ALERTS else (int(point), AlertKind(kind))

    def clean_stop(self) -> str:
        """What one of the buttons sends."""
        stop = str(self.cleaned_data["stop"])
        point, _colon, kind = stop.partition(":")
        if stop != _ALL_ALERTS and not (point.isdecimal() and kind in AlertKind.values):
            raise forms.ValidationError(_("Press the button of the alert that is to stop."))
        return stop


class AnswerForm(forms.Form):
    """A message of an agent in a request."""

    text = forms.CharField(
        label=_("Your answer to the customer"),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": RequestTextMissing.sentence},
    )


class CustomerRequestForm(NewRequestForm):
    """A request opened for a customer, as when they called."""

    text = forms.CharField(
        label=_("What the customer asks"),
        help_text=_("The customer gets it by mail, with the day by which we answer."),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": RequestTextMissing.sentence},
    )


class LateAnswerForm(forms.Form):
    """The word to the customer that goes with a decision."""

    answer = forms.CharField(label=_("Your answer to the customer"), max_length=500)


class AgreedPlanForm(PlanForm):
    """A plan that a customer wants, as an agent types it."""

    first_on = DayField(
        label=_("When does the customer pay the first part?"),
    )


class PlanReasonForm(forms.Form):
    """Why an agent agrees on a plan."""

    reason = forms.CharField(
        label=_("Why?"),
        error_messages={"required": _REASON_MISSING},
        help_text=_("It goes on the record. For example: agreed on the telephone."),
        max_length=200,
    )


class CaseForm(forms.Form):
    """What becomes of a case, and why."""

    act = forms.ChoiceField(choices=[(name, name) for name in ("hold", "reduced", "close")])
    until = DayField(required=False)
    reason = forms.CharField(max_length=200)
