"""What an agent says when a schedule begins, is answered or ends."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kwartier.billing.refusals import JustificationMissing
from kwartier.billing.schedule_types import LATEST_DUE_DAY
from kwartier.billing.types import SCHEDULED


class ScheduleForm(forms.Form):
    """Why; and, where one begins, how many instalments a year on which day of the month."""

    count = forms.ChoiceField(
        label=_("Instalments a year"), choices=[(each, each) for each in SCHEDULED.values()]
    )
    due_day = forms.IntegerField(
        label=_("Day of the month"),
        min_value=1,
        max_value=LATEST_DUE_DAY,
        initial=5,
        help_text=_("In a shorter month it is the last day."),
    )
    justification = forms.CharField(
        label=_("Why is the billing changed?"),
        help_text=_("The customer reads this sentence, and so does the record."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": JustificationMissing.sentence},
    )

    def __init__(self, *args: Any, begins: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not begins:
            del self.fields["count"], self.fields["due_day"]
