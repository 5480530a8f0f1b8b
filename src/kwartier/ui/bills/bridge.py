"""From one bill to the next: every step with its words, as a figure whose amounts add up."""

from django.utils.translation import gettext as _

from energycore.statement import Bridge, BridgeStep
from kwartier.billing.types import BillView
from kwartier.ui.bills.names import say_who_sets
from kwartier.ui.charts.figures import Figure
from kwartier.ui.charts.waterfall import Waterfall, WaterfallRow, waterfall_chart
from kwartier.ui.formats import format_day, format_energy, format_money, format_number, format_power
from kwartier.ui.tables import Cell, Column, Table

_PEAK_DECIMALS = 2
_KEY = "bridge"


def _say_change_of_year(change: int) -> str:
    if change == 0:
        return _("This bill is exactly as high as that of the same month a year before")
    if change < 0:
        return _("This bill is %(amount)s lower than that of the same month a year before")
    return _("This bill is %(amount)s higher than that of the same month a year before")


class BridgeWords:
    """The words of a bridge for one reader; ``supplier`` is who sets the energy's price.

    ``is_correction`` says that the earlier bill is the one which the later replaces, ``is_year``
    that it is the one of the same month a year before.
    """

    def __init__(
        self,
        before: BillView,
        after: BillView,
        bridge: Bridge,
        *,
        supplier: str,
        locale: str,
        is_correction: bool = False,
        is_year: bool = False,
    ) -> None:
        self.before, self.after, self.bridge = before, after, bridge
        self.supplier, self.locale, self.is_correction = supplier, locale, is_correction
        self.is_year = is_year

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
            key=self._key(),
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
        saying = _say_change_of_year(change) if self.is_year else self._say_change(change)
        if change == 0:
            return saying
        weightiest = self._weightiest(downward=change < 0)
        if weightiest is None:
            return saying % told
        told |= {"change": saying % told, "reason": self._name(weightiest)}
        told["cents"] = format_money(weightiest.cents, self.locale, signed=True)
        return _("%(change)s. What weighed most: %(reason)s (%(cents)s)") % told

    def _say_change(self, change: int) -> str:
        if self.is_correction:
            if change == 0:
                return _("The period costs exactly as much as on the bill that it replaces")
            if change < 0:
                return _("The period costs %(amount)s less than on the bill that it replaces")
            return _("The period costs %(amount)s more than on the bill that it replaces")
        if change == 0:
            return _("This bill is exactly as high as the one before")
        if change < 0:
            return _("This bill is %(amount)s lower than the one before")
        return _("This bill is %(amount)s higher than the one before")

    def _key(self) -> str:
        if self.is_year:
            return "year"
        return "correction" if self.is_correction else _KEY

    def _name_before(self) -> str:
        if self.is_year:
            return _("The same month a year before")
        return _("The bill it replaces") if self.is_correction else _("The bill before")

    def _weightiest(self, *, downward: bool) -> BridgeStep | None:
        same_way = [step for step in self.bridge.steps if (step.cents < 0) == downward]
        return max(same_way, key=lambda step: abs(step.cents), default=None)

    def table(self) -> Table:
        """The steps with the quantities behind them, from cost to cost."""
        return Table(
            caption=self._caption(),
            columns=self._columns(),
            rows=self._step_rows(),
            foot=(_("This bill"), "", "", self.bridge.after_cents),
        )

    def file_table(self) -> Table:
        """The same as a file carries it: on from the cost, by the advances, to what is left."""
        return Table(
            caption=self._caption(),
            columns=self._columns(),
            rows=(
                *self._step_rows(),
                (_("This bill"), "", "", self.bridge.after_cents),
                *(
                    (name, self._money(abs(was)), self._money(abs(now)), now)
                    for name, was, now in self._after_cost()
                ),
            ),
            foot=(
                _("Left to pay, below zero to give back"),
                self._money(self.bridge.before_balance_cents),
                self._money(self.bridge.after_balance_cents),
                self.bridge.after_balance_cents,
            ),
        )

    def balance_table(self) -> Table | None:
        """What each of the two left to pay after its advances; None where none were invoiced."""
        bridge, after_cost = self.bridge, self._after_cost()
        if not any(was or now for _name, was, now in after_cost):
            return None
        pairs = (
            (_("What the period cost"), bridge.before_cents, bridge.after_cents),
            *after_cost,
        )
        return Table(
            caption=(
                _("From the cost to what is left to pay, beside the bill that it replaces")
                if self.is_correction
                else _("From the cost to what is left to pay")
            ),
            columns=(
                Column(_("What")),
                Column(self._name_before(), "money"),
                Column(_("This bill"), "money"),
                Column(_("Difference"), "money"),
            ),
            rows=tuple((name, was, now, now - was) for name, was, now in pairs),
            foot=(
                _("Left to pay, below zero to give back"),
                bridge.before_balance_cents,
                bridge.after_balance_cents,
                bridge.after_balance_cents - bridge.before_balance_cents,
            ),
        )

    def _after_cost(self) -> list[tuple[str, int, int]]:
        """What leads from the cost of both to their balance: advances, then what is provisional."""
        before, after = self.before, self.after
        steps = [(_("Advances invoiced"), -before.invoiced_cents, -after.invoiced_cents)]
        if before.parts_cents or after.parts_cents:
            name = _("Provisional part, and what is taken off of the one before")
            steps.append((name, before.parts_cents, after.parts_cents))
        return steps

    def say_balances(self) -> str:
        """What the two bills left to pay or to give back after their advances."""
        now, was = self.bridge.after_balance_cents, self.bridge.before_balance_cents
        told = {"amount": self._money(abs(now))}
        if now > 0:
            said = _("After the advances this bill leaves %(amount)s to pay.") % told
        elif now < 0:
            said = _("After the advances this bill gives %(amount)s back.") % told
        else:
            said = _("After the advances this bill leaves nothing to pay.")
        told = {"amount": self._money(abs(was))}
        if was > 0:
            return f"{said} {_('The earlier one left %(amount)s to pay.') % told}"
        if was < 0:
            return f"{said} {_('The earlier one gave %(amount)s back.') % told}"
        return f"{said} {_('The earlier one left nothing to pay.')}"

    def _caption(self) -> str:
        if self.is_correction:
            return _("Steps from the bill that it replaces to this one, with VAT")
        if self.is_year:
            return _("Steps from the same month a year before to this bill, with VAT")
        return _("Steps from the bill before to this one, with VAT")

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(_("Step")),
            Column(_("Before"), "number"),
            Column(_("Now"), "number"),
            Column(_("Amount"), "money"),
        )

    def _step_rows(self) -> tuple[tuple[Cell, ...], ...]:
        first = (self._name_before(), "", "", self.bridge.before_cents)
        return (
            first,
            *(
                (
                    self._name(step),
                    self._quantity(step, step.before),
                    self._quantity(step, step.after),
                    step.cents,
                )
                for step in self.bridge.steps
            ),
        )

    def _money(self, cents: int) -> str:
        return format_money(cents, self.locale)

    def _chart(self) -> Waterfall:
        return Waterfall(
            key=self._key(),
            caption=self._caption(),
            rows=(
                self._end(self._name_before(), self.before, self.bridge.before_cents),
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
        if step.kind in _SAYINGS:
            return _SAYINGS[step.kind]()
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
    "fixed": lambda: (_("Fixed amounts"),) * 3,
    "vat": lambda: (_("The rate of VAT"),) * 3,
}
_SAYINGS = {
    "profile": lambda: _("the same consumption, at other times of the year"),
    "mix": lambda: _("the same consumption, divided otherwise over registers and price steps"),
    "fixed": lambda: _("by the year, whatever you use"),
}
