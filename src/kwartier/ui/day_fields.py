"""Fields of forms for a day: chosen in a calendar, or typed."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_NOT_A_DAY = _("This is not a day. Choose it, or type it as 2026-11-21.")
# Days that mean something here, as the API takes them; others would leave the calendar by a sum.
_FIRST, _LAST = date(1970, 1, 1), date(2199, 12, 31)


class DayField(forms.DateField):
    """A day of the market."""

    def __init__(self, **more: Any) -> None:
        calendar = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        said = {"invalid": _NOT_A_DAY, **more.pop("error_messages", {})}
        super().__init__(**{"widget": calendar, **more}, error_messages=said)

    def to_python(self, value: Any) -> date | None:
        """The day; None where nothing was typed."""
        day = super().to_python(value)
        if day is not None and not _FIRST <= day <= _LAST:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day
