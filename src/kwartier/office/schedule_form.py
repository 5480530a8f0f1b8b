"""What an agent says when a schedule begins, is answered or ends."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kwartier.billing.refusals import JustificationMissing
from kwartier.billing.schedule_types import LATEST_DUE_DAY, USUAL_COUNT, USUAL_DUE_DAY
from kwartier.billing.types import SCHEDULED


class OfferForm(forms.Form):
    """How many instalments a year, on which day of the month: shown before a schedule begins."""

    count = forms.ChoiceField(
        label=_("Instalments a year"),
        choices=[(each, each) for each in SCHEDULED.values()],
        initial=USUAL_COUNT,
    )
    due_day = forms.IntegerField(
        label=_("Day of the month"),
        min_value=1,
        max_value=LATEST_DUE_DAY,
        initial=USUAL_DUE_DAY,
        help_text=_("In a shorter month it is the last day."),
    )


class ScheduleForm(OfferForm):
    """Why; and, where one begins, the count and the day that were looked at before."""

    justification = forms.CharField(
        label=_("Why is the billing changed?"),
        help_text=_("The customer reads this sentence, and so does the record."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": JustificationMissing.sentence},
    )

    def __init__(self, *args: Any, begins: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("count", "due_day"):
            if begins:
                self.fields[name].widget = forms.HiddenInput()
            else:
                del self.fields[name]
