"""What reminders say, in the active language: letters and pages say it in the same words."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kwartier.arrears.types import ReminderView, StepAhead, StepKind
from kwartier.platform.wording import speak_day, speak_money
from rulebooks.reminders import Prospect

_TITLES: Mapping[str, Promise] = {
    StepKind.REMINDER: gettext_lazy("Reminder"),
    StepKind.NOTICE: gettext_lazy("Formal notice"),
    StepKind.ANNOUNCEMENT: gettext_lazy("Last letter before we take further steps"),
}
_PROSPECTS: Mapping[str, Promise] = {
    Prospect.END_OF_CONTRACT: gettext_lazy(
        "If you and we find no solution, we can end your contract. Your network operator then supplies "
        "you: nobody cuts you off for that."
    ),
    Prospect.PEACE_COURT: gettext_lazy(
        "If you and we find no solution, we can ask the justice of the peace to decide. Nobody can cut "
        "you off without that decision."
    ),
    Prospect.GRID_OPERATOR: gettext_lazy(
        "If you and we find no solution, your network operator becomes your supplier, at the social "
        "tariff. You keep your energy."
    ),
    Prospect.REDUCED_POWER: gettext_lazy(
        "If you and we find no solution, we can have the power of your meter reduced, and later ended. "
        "From 1 November to 31 March nobody's supply is ended."
    ),
    Prospect.COURT: gettext_lazy("If you and we find no solution, we can go to court."),
}
_HELP_IN_BELGIUM: Sequence[Promise] = (
    gettext_lazy(
        "The public center for social welfare of your municipality (OCMW or CPAS) helps with bills, free "
        "of charge."
    ),
    gettext_lazy("A recognized debt mediator looks at all your debts with you."),
    gettext_lazy(
        "If you do not agree with us, the energy ombudsman helps: www.ombudsmanenergie.be and "
        "www.mediateurenergie.be."
    ),
)
_HELP_IN_FRANCE: Sequence[Promise] = (
    gettext_lazy(
        "The social services of your municipality or department (CCAS) and the housing solidarity fund "
        "(FSL) can help to pay."
    ),
    gettext_lazy("The energy voucher (chèque énergie) can be used for this bill."),
    gettext_lazy(
        "If you do not agree with us, the national energy mediator helps: www.energie-mediateur.fr."
    ),
)
_HELP_OF_BUSINESSES: Sequence[Promise] = (
    gettext_lazy("Tell us soon if this month is difficult: we look for a plan together."),
)


def say_title(step: str) -> str:
    """What a letter is called."""
    return str(_TITLES[step])


def list_helpers(region: str) -> list[str]:
    """Who can help a customer of a region; ``business`` is told to talk to us."""
    found = {"business": _HELP_OF_BUSINESSES, "france": _HELP_IN_FRANCE}
    return [str(each) for each in found.get(region, _HELP_IN_BELGIUM)]


def say_following(step: StepAhead) -> str:
    """A step that follows, with its day and its cost; past the last known rule it may still change."""
    told = {"day": speak_day(step.on), "cost": speak_money(step.cost_cents)}
    if step.step == StepKind.REMINDER:
        free, costly = (
            _("On %(day)s a reminder follows; it costs nothing."),
            _("On %(day)s a reminder follows, which costs %(cost)s."),
        )
    elif step.step == StepKind.NOTICE:
        free, costly = (
            _("On %(day)s a formal notice follows; it costs nothing."),
            _("On %(day)s a formal notice follows, which costs %(cost)s."),
        )
    elif step.step == StepKind.ANNOUNCEMENT:
        free, costly = (
            _("On %(day)s a last letter follows; it costs nothing."),
            _("On %(day)s a last letter follows, with %(cost)s of interest and indemnity."),
        )
    elif step.step == StepKind.REDUCTION:
        free = costly = _("From %(day)s on the power of your meter may be reduced.")
    else:
        free, costly = (
            _("From %(day)s on one of our agents decides what follows."),
            _(
                "From %(day)s on one of our agents decides what follows; interest comes to %(cost)s."
            ),
        )
    said = (costly if step.cost_cents else free) % told
    return f"{said} {_('It may still change.')}" if step.is_provisional else said


def say_prospect(reminder: ReminderView) -> str:
    """What is announced in the end."""
    return str(_PROSPECTS[reminder.prospect])
