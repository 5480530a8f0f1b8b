"""Why a setting of the brand is not decided, or cannot be read: nothing is changed then."""

from django.utils.translation import gettext_lazy as _

from kwartier.platform.errors import Refusal


class SettingUnknown(Refusal):
    """No room reads a setting of this name."""

    code = "settings.unknown"
    status = 404

    title = _("No such setting")
    sentence = _("There is no setting %(key)s.")
    next_step = _("Choose one of: %(known)s.")


class SettingValueInvalid(Refusal):
    """A value of another kind than the setting has, or beyond its bounds."""

    code = "settings.value_invalid"
    status = 422

    title = _("Not a value of this setting")
    sentence = _("%(key)s cannot be %(value)s.")
    next_step = _("Give %(expected)s.")


class SettingsContradict(Refusal):
    """The rules about advances could not be followed together, on a day on which this value holds."""

    code = "settings.contradict"
    status = 422

    title = _("The settings contradict each other")
    sentence = _(
        "With %(value)s for %(key)s, the bounds of advances would contradict each other on %(day)s."
    )
    next_step = _("Look at the other settings of advances, and decide those first.")


class SettingWithoutSource(Refusal):
    """Nobody said who decided it, and where that stands."""

    code = "settings.without_source"
    status = 422

    title = _("Who decided it?")
    sentence = _("A setting stands on the record with who decided it, and where.")
    next_step = _("Name the decision: a meeting, a document, a law.")


class SettingInThePast(Refusal):
    """A value from a day that is over would change what was already done by the old one."""

    code = "settings.in_the_past"
    status = 422

    title = _("That day is over")
    sentence = _("A setting cannot be decided from %(from_day)s on: that day is over.")
    next_step = _("Choose today or a later day.")


class SettingDecidedAlready(Refusal):
    """A value is never overwritten: it is followed by another one, from another day on."""

    code = "settings.decided_already"
    status = 409

    title = _("Decided already for that day")
    sentence = _("%(key)s already has a value from %(from_day)s on.")
    next_step = _("Choose another day; what was decided stays on the record.")


class BrandParameterMissing(Refusal):
    """A dated parameter of the brand has no value on a day: an error, never a zero."""

    code = "billing.parameter_missing"
    status = 500

    title = _("A setting is missing")
    sentence = _("The parameter %(key)s of the brand has no value on %(day)s.")
    next_step = _("Set the parameter before anything is calculated with it.")
