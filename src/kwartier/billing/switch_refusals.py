"""Why a contract cannot go over to another way of billing, each with what to do about it."""

from django.utils.translation import gettext_lazy as _

from kwartier.platform.errors import Refusal


class BilledSoAlready(Refusal):
    """The contract is billed that way today."""

    code = "billing_switch.billed_so_already"

    title = _("Nothing to change")
    sentence = _("The contract is billed this way already.")
    next_step = _("Choose the other way, or leave it as it is.")


class SwitchWaits(Refusal):
    """A switch was asked for and is still to come."""

    code = "billing_switch.waits"

    title = _("A change is on its way")
    sentence = _("From %(from_day)s the contract is billed another way already.")
    next_step = _("Take that change back first if you want something else.")


class NoSwitchWaits(Refusal):
    """There is no switch to take back."""

    code = "billing_switch.none_waits"

    title = _("Nothing to take back")
    sentence = _("No change of the billing is on its way.")
    next_step = _("Look at how the contract is billed; perhaps the change was made already.")


class MonthlyNotOffered(Refusal):
    """The brand offers no monthly bills of what was used."""

    code = "billing_switch.not_offered"
    action = "agent"

    title = _("Not offered")
    sentence = _("Monthly bills of what you used are not offered for this contract.")
    next_step = _("An agent can tell you which ways of paying there are.")


class MeterTellsNoMonths(Refusal):
    """No meter that is read at a distance: nobody knows what a month used."""

    code = "billing_switch.meter_tells_no_months"
    action = "agent"

    title = _("Your meter is not read each month")
    sentence = _(
        "A monthly bill needs a meter that the grid operator reads every month at a distance. Yours "
        "is read once a year."
    )
    next_step = _("Ask your grid operator for a digital meter; it can be changed then.")


class YearIsCompensated(Refusal):
    """What panels give is set against what is taken over a whole year."""

    code = "billing_switch.year_is_compensated"
    action = "agent"

    title = _("Your panels count over a year")
    sentence = _(
        "What your panels give is set against what you take over a whole year. Month by month, the "
        "summer could not make up for the winter any more."
    )
    next_step = _("It becomes possible when that arrangement ends. An agent can explain it to you.")


class ContractEndsBefore(Refusal):
    """The contract is over before the switch would begin."""

    code = "billing_switch.contract_ends_before"
    action = "agent"

    title = _("Your contract ends before")
    sentence = _("The contract ends on %(ends_on)s, before the next billing period begins.")
    next_step = _("Your final settlement follows after the end.")


class ProductBilledMonthly(Refusal):
    """A product whose price follows the hour is billed each month."""

    code = "billing_switch.product_billed_monthly"
    action = "agent"

    title = _("This product is billed every month")
    sentence = _(
        "The price of %(product)s follows the market hour by hour, so that no advance fits it."
    )
    next_step = _("An agent can tell you about products with advances.")


class NoMonthBilledYet(Refusal):
    """Nothing tells what an advance should be."""

    code = "billing_switch.no_month_billed"
    action = "agent"

    title = _("Too early to go back")
    sentence = _("No month has been billed yet, so nothing tells what an advance should be.")
    next_step = _("It becomes possible with your first monthly bill.")


class NotBilledHere(Refusal):
    """The contract has no billing period today."""

    code = "billing_switch.not_billed"
    status = 404
    action = "agent"

    title = _("Not billed yet")
    sentence = _("This contract has no billing period today.")
    next_step = _("Come back once the contract has begun, or ask an agent.")
