"""Forms about what a mandate collects: asked one by one on the way to a signature, or changed at once."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kwartier.billing.amounts import parse_amount, write_amount
from kwartier.billing.refusals import AdvanceNotANumber, AmountReadTwoWays
from kwartier.payments.queries import check_limit
from kwartier.payments.refusals import LimitTooSmall
from kwartier.payments.types import MandateScope, MandateTerms, Scheme
from kwartier.platform.types import BrandInfo

SCHEMES = (
    (
        Scheme.CORE.value,
        _("SEPA Core: your bank gives a collection back within eight weeks if you ask"),
    ),
    (
        Scheme.B2B.value,
        _(
            "SEPA business-to-business: no refund after a collection, and your bank registers the mandate first"
        ),
    ),
)
SCOPES = (
    (
        MandateScope.ADVANCES_AND_SETTLEMENTS.value,
        _("Advances, settlements and other bills: you need not think of any of them"),
    ),
    (
        MandateScope.ADVANCES.value,
        _("Advances only: you pay settlements and other bills yourself, by transfer"),
    ),
)
_LONGEST_AMOUNT = 20


class SchemeForm(forms.Form):
    """Under which scheme a business lets us collect."""

    scheme = forms.ChoiceField(
        label=_("Which kind of direct debit?"), choices=SCHEMES, widget=forms.RadioSelect
    )


class ScopeForm(forms.Form):
    """What may be collected."""

    scope = forms.ChoiceField(
        label=_("What may we collect?"), choices=SCOPES, widget=forms.RadioSelect
    )


class LimitForm(forms.Form):
    """Above which amount the customer wants to be asked."""

    ask_above = forms.CharField(
        label=_("Shall we ask you above a certain amount?"),
        help_text=_(
            "We do not collect an invoice of more than that unless you agree to it; you may also pay it by transfer. Leave it empty to have every invoice collected."
        ),
        required=False,
        max_length=_LONGEST_AMOUNT,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def clean_ask_above(self) -> int | None:
        """The amount in cents; None for no limit."""
        limit = read_limit(self.cleaned_data["ask_above"])
        try:
            check_limit(limit)
        except LimitTooSmall as refusal:
            raise forms.ValidationError(refusal.say_all()) from None
        return limit


class TermsForm(ScopeForm, LimitForm):
    """Both at once, for a mandate that is there; ``seen`` is what the page showed."""

    field_order: tuple[str, ...] = ("scope", "ask_above")

    seen = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    @property
    def terms(self) -> MandateTerms:
        """What a valid form says."""
        typed = self.cleaned_data
        return MandateTerms(scope=MandateScope(typed["scope"]), ask_above_cents=typed["ask_above"])

    def clean_seen(self) -> MandateTerms | None:
        """What the person saw when they decided; None where the page did not say."""
        scope, _point, limit = self.cleaned_data["seen"].partition(":")
        if scope not in MandateScope.values or (limit and not limit.isascii()):
            return None
        return MandateTerms(
            scope=MandateScope(scope), ask_above_cents=int(limit) if limit.isdigit() else None
        )


def initial_of(terms: MandateTerms) -> dict[str, Any]:
    """What a form of a mandate's terms begins with."""
    limit = terms.ask_above_cents
    return {
        "scope": terms.scope.value,
        "ask_above": "" if limit is None else write_amount(limit),
        "seen": f"{terms.scope.value}:{'' if limit is None else limit}",
    }


def find_moment_of_signing(day: date, *, brand: BrandInfo, now: datetime) -> datetime:
    """A form on paper names a day alone: it was signed at noon of it, or now where that is later."""
    if day == brand.day_of(now):
        return now
    return datetime.combine(day, time(12), tzinfo=brand.timezone)


def read_limit(written: str) -> int | None:
    """The cents of a limit as people type it; None where nothing is typed.

    Raises:
        ValidationError: it is no amount.
    """
    if not written.strip():
        return None
    try:
        return parse_amount(written)
    except AmountReadTwoWays as refusal:
        raise forms.ValidationError(refusal.say_all()) from None
    except AdvanceNotANumber:
        raise forms.ValidationError(_("Write the amount in euro, such as 200 or 199,50.")) from None
