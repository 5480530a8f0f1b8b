"""The way to a signature: its steps, and what was answered so far, kept in the address alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from django import forms
from django.urls import reverse
from django.utils.http import urlencode

from kwartier.billing.amounts import write_amount
from kwartier.payments.types import MandateScope, MandateTerms, Scheme
from kwartier.ui.mandate_form import LimitForm, SchemeForm, ScopeForm, read_limit

_STEPS = ("kind", "scope", "from", "limit")
_FORMS: dict[str, type[forms.Form]] = {"kind": SchemeForm, "scope": ScopeForm, "limit": LimitForm}


_USUAL_TERMS = MandateTerms(scope=MandateScope.ADVANCES_AND_SETTLEMENTS, ask_above_cents=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a customer answered so far; what they did not, as most people want it."""

    scheme: Scheme = Scheme.CORE
    terms: MandateTerms = _USUAL_TERMS

    @classmethod
    def of(cls, sent: Mapping[str, Any], *, is_business: bool) -> Self:
        """Read from an address or a form; what makes no sense counts as not answered."""
        scheme = sent.get("scheme")
        scope = sent.get("scope")
        usual = cls()
        return cls(
            scheme=Scheme(scheme) if is_business and scheme in Scheme.values else usual.scheme,
            terms=MandateTerms(
                scope=MandateScope(scope) if scope in MandateScope.values else usual.terms.scope,
                ask_above_cents=_read(sent.get("ask_above", "")),
            ),
        )

    def is_said_by(self, sent: Mapping[str, Any]) -> bool:
        """Whether a form says all of this itself, so that nothing is signed as most people want it."""
        limit = sent.get("ask_above", "?")
        return (
            sent.get("scope") == self.terms.scope
            and sent.get("scheme") == self.scheme
            and (not limit.strip() or _read(limit) is not None)
        )

    def answer(self, step: str, answered: Mapping[str, Any]) -> Self:
        """The wish after one more answer."""
        if step == "kind":
            return replace(self, scheme=Scheme(answered["scheme"]))
        if step == "scope":
            scope = MandateScope(answered["scope"])
            return replace(self, terms=replace(self.terms, scope=scope))
        return replace(self, terms=replace(self.terms, ask_above_cents=answered["ask_above"]))

    @property
    def limit_plain(self) -> str:
        """The limit as a field shows it; empty for none."""
        limit = self.terms.ask_above_cents
        return "" if limit is None else write_amount(limit)

    @property
    def sent(self) -> dict[str, str]:
        """The answers as an address or a form carries them."""
        return {
            "scheme": self.scheme.value,
            "scope": self.terms.scope.value,
            "ask_above": self.limit_plain,
        }


def list_steps(*, is_business: bool) -> Sequence[str]:
    """The questions in their order; only a business is asked which kind."""
    return _STEPS if is_business else _STEPS[1:]


def find_step(steps: Sequence[str], step: str) -> str:
    """The step after another; the signature after the last."""
    following = steps[steps.index(step) + 1 :]
    return following[0] if following else "sign"


def address_of(step: str, wish: Wish) -> str:
    """Where a step is asked, with what was answered so far."""
    page = (
        reverse("portal:direct_debit_sign")
        if step == "sign"
        else reverse("portal:direct_debit_step", args=[step])
    )
    return f"{page}?{urlencode(wish.sent)}"


def form_of(step: str, sent: Mapping[str, Any] | None, wish: Wish) -> forms.Form | None:
    """The form of a step; None where its page only shows something."""
    form = _FORMS.get(step)
    return form(sent, initial=wish.sent) if form else None


def _read(written: str) -> int | None:
    try:
        return read_limit(written[:20])
    except forms.ValidationError:
        return None
