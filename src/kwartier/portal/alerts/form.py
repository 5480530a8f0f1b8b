"""The form of the alerts of a supply point: each kind on or off, with its limit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from kwartier.alerts.operations import set_watch, stop_watch
from kwartier.alerts.types import AlertKind, WatchView
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import Text
from kwartier.platform.types import Actor
from kwartier.supply.types import ContractRow

_W_PER_KW = 1_000
# What a customer reads of each kind; the limit follows as a number with its unit.
_LABELS: dict[AlertKind, Text] = {
    AlertKind.UNUSUAL_USE: _("Tell me when a day takes much more than usual"),
    AlertKind.MONTH_PEAK: _("Tell me when a quarter-hour peaks above my limit"),
    AlertKind.LEAK: _("Tell me when something never rests at night"),
    AlertKind.READING_DUE: _("Remind me to read my meter"),
    AlertKind.ADVANCE_DRIFT: _("Tell me when my advance no longer fits"),
}
_LIMITS: dict[AlertKind, Text] = {
    AlertKind.UNUSUAL_USE: _("Percent above the usual use of that weekday"),
    AlertKind.MONTH_PEAK: _("Peak of the month, in kW"),
    AlertKind.LEAK: _("Never below, in W, three nights in a row"),
    AlertKind.READING_DUE: _("Days since the last reading"),
    AlertKind.ADVANCE_DRIFT: _("Euro between the advance and our recommendation"),
}
_HELP: dict[AlertKind, Text] = {
    AlertKind.UNUSUAL_USE: _(
        "We compare each day with the same weekday of the eight weeks before. Four of them must be"
        " known."
    ),
    AlertKind.MONTH_PEAK: _(
        "In Flanders, the highest quarter-hour of each month counts for the capacity tariff."
    ),
    AlertKind.LEAK: _("Between one and five at night. A pump, a heater or a leak shows there."),
    AlertKind.READING_DUE: _("Again each time that so many days pass without a reading."),
    AlertKind.ADVANCE_DRIFT: _("So the settlement holds no surprise."),
}


@dataclass(frozen=True, slots=True)
class AlertFields:
    """A kind on the page: what is watched now, its two fields, and what it is good for."""

    watch: WatchView
    on: BoundField
    limit: BoundField
    text: Text


class AlertsForm(forms.Form):
    """Two fields for each kind that the supply point can have."""

    def __init__(
        self, sent: Mapping[str, Any] | None = None, *, watches: Sequence[WatchView]
    ) -> None:
        super().__init__(sent)
        self._watches = watches
        for watch in watches:
            self.fields[f"on_{watch.kind}"] = forms.BooleanField(
                label=str(_LABELS[watch.kind]), required=False, initial=watch.is_on
            )
            self.fields[f"limit_{watch.kind}"] = _limit_field(watch)

    def clean(self) -> dict[str, Any]:
        """Say what cannot be a limit, where the alert is wanted."""
        cleaned: dict[str, Any] = super().clean() or {}
        for watch in self._watches:
            name = f"limit_{watch.kind}"
            if not cleaned.get(f"on_{watch.kind}") or name in self.errors:
                continue
            least, most = (Decimal(each) for each in (watch.bounds.least, watch.bounds.most))
            limit = cleaned[name] * _scale_of(watch.kind) if cleaned[name] is not None else least
            if not least <= limit <= most:
                told = {
                    name: _plain(bound, watch.kind)
                    for name, bound in (("least", least), ("most", most))
                }
                self.add_error(name, _("Write a number from %(least)s to %(most)s.") % told)
        return cleaned

    def rows(self) -> Iterator[AlertFields]:
        """The kinds in order."""
        for watch in self._watches:
            yield AlertFields(
                watch,
                self[f"on_{watch.kind}"],
                self[f"limit_{watch.kind}"],
                _HELP[watch.kind],
            )

    def save(
        self,
        *,
        account: AccountInfo,
        contract: ContractRow,
        person_id: int,
        actor: Actor,
        today: date,
        now: datetime,
    ) -> None:
        """Set what is chosen, and stop what is not."""
        about: dict[str, Any] = {
            "account": account,
            "code": contract.code,
            "actor": actor,
            "today": today,
            "now": now,
        }
        for watch in self._watches:
            if not self.cleaned_data[f"on_{watch.kind}"]:
                stop_watch(kind=watch.kind, **about)
                continue
            set_watch(kind=watch.kind, limit=self._limit_of(watch), person_id=person_id, **about)

    def _limit_of(self, watch: WatchView) -> int:
        chosen = self.cleaned_data[f"limit_{watch.kind}"]
        return int(chosen * _scale_of(watch.kind)) if chosen is not None else watch.limit


def _scale_of(kind: AlertKind) -> int:
    return _W_PER_KW if kind is AlertKind.MONTH_PEAK else 1


def _plain(bound: Decimal, kind: AlertKind) -> str:
    """A bound in the unit of its field, as the page writes numbers."""
    return localize(int(bound) if (scale := _scale_of(kind)) == 1 else _trim(bound / scale))


def _trim(number: Decimal) -> Decimal:
    """Without zeros that say nothing: 2.5, 5, 1000."""
    return number.quantize(Decimal(1)) if number == number.to_integral() else number.normalize()


def _limit_field(watch: WatchView) -> forms.Field:
    """A number in the unit of the page; of a peak in kW, with its decimals."""
    scale = _scale_of(watch.kind)
    field = forms.DecimalField(
        label=str(_LIMITS[watch.kind]),
        required=False,
        localize=True,
        max_digits=10,
        decimal_places=3 if scale > 1 else 0,
        initial=_trim(Decimal(watch.limit) / scale),
        error_messages={
            "invalid": _("Write a number."),
            "max_decimal_places": _("Write a whole number."),
            "max_digits": _("Write a shorter number."),
            "max_whole_digits": _("Write a shorter number."),
        },
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    field.is_asked = True  # type: ignore[attr-defined] # read by the template of fields
    return field
