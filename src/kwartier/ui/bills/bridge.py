"""From one bill to the next: every step with its words, as a figure whose amounts add up."""

from django.utils.translation import gettext as _

from energycore.statement import Bridge, BridgeStep
from kwartier.billing.types import BillView
from kwartier.ui.bills.names import say_who_sets
from kwartier.ui.charts.figures import Figure
from kwartier.ui.charts.waterfall import Waterfall, WaterfallRow, waterfall_chart
from kwartier.ui.formats import format_day, format_energy, format_money, format_number, format_power
from kwartier.ui.tables import Column, Table

_PEAK_DECIMALS = 2
_KEY = "bridge"


class BridgeWords:
    """The words of a bridge for one reader; ``supplier`` is who sets the energy's price."""

    def __init__(
        self, before: BillView, after: BillView, bridge: Bridge, *, supplier: str, locale: str
    ) -> None:
        self.before, self.after, self.bridge = before, after, bridge
        self.supplier, self.locale = supplier, locale

    def figure(self, *, csv_url: str = "", xlsx_url: str = "") -> Figure:
        """The whole figure: a finding, the drawn steps, the table with its quantities."""
        chart = self._chart()
        say = _("The steps add up to the cent.")
        if chart.base_cents > 0:
            start = format_money(chart.base_cents, self.locale, 0)
            say = _(
                "The steps add up to the cent. Bars start at %(start)s, so that small steps stay visible."
            ) % {"start": start}
        return Figure(
            key=_KEY,
            finding=self.finding(),
            picture=waterfall_chart(chart),
            table=self.table(),
            say=say,
            csv_url=csv_url,
            xlsx_url=xlsx_url,
        )

    def finding(self) -> str:
        """What changed, and what weighed most, without a full stop at the end."""
        change = self.bridge.after_cents - self.bridge.before_cents
        told = {"amount": format_money(abs(change), self.locale)}
        if change == 0:
            return _("This bill is exactly as high as the one before")
        saying = _("This bill is %(amount)s higher than the one before")
        if change < 0:
            saying = _("This bill is %(amount)s lower than the one before")
        weightiest = self._weightiest(downward=change < 0)
        if weightiest is None:
            return saying % told
        told |= {"change": saying % told, "reason": self._name(weightiest)}
        told["cents"] = format_money(weightiest.cents, self.locale, signed=True)
        return _("%(change)s. What weighed most: %(reason)s (%(cents)s)") % told

    def _weightiest(self, *, downward: bool) -> BridgeStep | None:
        same_way = [step for step in self.bridge.steps if (step.cents < 0) == downward]
        return max(same_way, key=lambda step: abs(step.cents), default=None)

    def table(self) -> Table:
        """The steps with the quantities behind them."""
        rows = [
            (
                self._name(step),
                self._quantity(step, step.before),
                self._quantity(step, step.after),
                step.cents,
            )
            for step in self.bridge.steps
        ]
        first = (_("The bill before"), "", "", self.bridge.before_cents)
        return Table(
            caption=_("Steps from the bill before to this one, with VAT"),
            columns=(
                Column(_("Step")),
                Column(_("Before"), "number"),
                Column(_("Now"), "number"),
                Column(_("Amount"), "money"),
            ),
            rows=(first, *rows),
            foot=(_("This bill"), "", "", self.bridge.after_cents),
        )

    def _chart(self) -> Waterfall:
        return Waterfall(
            key=_KEY,
            caption=_("Steps from the bill before to this one, with VAT"),
            rows=(
                self._end(_("The bill before"), self.before, self.bridge.before_cents),
                *(
                    WaterfallRow(self._name(step), self._say(step), step.cents)
                    for step in self.bridge.steps
                ),
                self._end(_("This bill"), self.after, self.bridge.after_cents),
            ),
            locale=self.locale,
        )

    def _end(self, name: str, bill: BillView, cents: int) -> WaterfallRow:
        return WaterfallRow(name, say_period(bill, self.locale), cents, is_total=True)

    def _name(self, step: BridgeStep) -> str:
        if step.kind == "price":
            names = {
                "energy": _("Energy prices"),
                "network": _("Network tariffs"),
                "taxes": _("Taxes and levies"),
            }
            return names[step.component or "energy"]
        less, same, more = _NAMES[step.kind]()
        if step.before is None or step.after is None or step.before == step.after:
            return same
        return less if step.after < step.before else more

    def _say(self, step: BridgeStep) -> str:
        if step.kind == "price":
            component = step.component or "energy"
            return say_who_sets(component, self.supplier)
        if step.kind == "profile":
            return _("the same consumption, on days with other prices")
        if step.kind == "mix":
            return _("the same consumption, divided otherwise over registers and price periods")
        if step.kind == "vat":
            return say_who_sets("taxes", self.supplier)
        if step.before is None or step.after is None:
            return ""
        return _("%(now)s instead of %(before)s") % {
            "now": self._quantity(step, step.after),
            "before": self._quantity(step, step.before),
        }

    def _quantity(self, step: BridgeStep, value: int | None) -> str:
        if value is None:
            return ""
        match step.kind:
            case "volume" | "injection":
                return format_energy(value, self.locale)
            case "peak":
                return format_power(value, self.locale, _PEAK_DECIMALS)
            case "days":
                return _("%(number)s days") % {"number": format_number(value, self.locale)}
            case _:
                return format_number(value, self.locale)


def say_period(bill: BillView, locale: str) -> str:
    """The days of a bill, first and last."""
    told = {
        "first": format_day(bill.period_from, locale),
        "last": format_day(bill.last_day, locale),
    }
    return _("%(first)s to %(last)s") % told


# Less than before, neither, more than before: asked for where the language is known.
_NAMES = {
    "profile": lambda: (_("Another course of the year"),) * 3,
    "days": lambda: (_("Fewer days"), _("The number of days"), _("More days")),
    "volume": lambda: (_("You used less"), _("Your consumption"), _("You used more")),
    "mix": lambda: (_("Another division of it"),) * 3,
    "injection": lambda: (
        _("You gave less to the grid"),
        _("What you gave to the grid"),
        _("You gave more to the grid"),
    ),
    "peak": lambda: (_("Lower peaks"), _("Your peaks"), _("Higher peaks")),
    "one_off": lambda: (_("Amounts that fall due once"),) * 3,
    "vat": lambda: (_("The rate of VAT"),) * 3,
}
