"""Errors are product: each refusal has a code, a sentence, and a next step.

A refusal is raised by an operation (nothing is changed then) or listed by a query (several may
hold at once). The doors show its sentence; the API sends it as an RFC 9457 problem; the reference
page of errors is generated from :data:`CATALOGUE`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Self, cast

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kwartier.platform.wording import speak_day, speak_moment, speak_money

Text = str | Promise

CATALOGUE: dict[str, type["Refusal"]] = {}


def template_of(text: Text) -> str:
    """A text with its placeholders as they stand; in the plural, where it is a counted one.

    ``ngettext_lazy(one, many, "days")`` is empty until it knows the number that is spoken of.
    """
    return str(text) or str(cast("Any", text) % _Unfilled())


class _Unfilled(dict[str, "_Placeholder"]):
    """Fills each placeholder with itself."""

    def __missing__(self, name: str) -> "_Placeholder":
        return _Placeholder(name)


class _Placeholder(int):
    """A number that is many and reads as the placeholder it stands for."""

    name: str

    def __new__(cls, name: str) -> Self:
        made = super().__new__(cls, 2)
        made.name = name
        return made

    def __str__(self) -> str:
        return f"%({self.name})s"


class Refusal(Exception):
    """A wish that cannot be granted now, said so that the person knows what to do.

    Subclasses set ``code`` (stable, dotted: ``advance.already_changed``), ``title`` and
    ``sentence`` (lazy texts with named placeholders filled from ``params``; one that counts is an
    ``ngettext_lazy`` with the name of the number), ``next_step``, the HTTP
    ``status`` for the API, and ``action`` (the name of the act that lifts it, if there is one).
    """

    code: ClassVar[str] = ""
    title: ClassVar[Text] = ""
    sentence: ClassVar[Text] = ""
    next_step: ClassVar[Text] = ""
    status: ClassVar[int] = 409
    action: ClassVar[str | None] = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.code:
            known = CATALOGUE.get(cls.code)
            if known is not None and known.__qualname__ != cls.__qualname__:
                msg = f"two refusals share the code {cls.code}"
                raise TypeError(msg)
            CATALOGUE[cls.code] = cls

    def __init__(
        self,
        *,
        field: str | None = None,
        lifted_on: date | None = None,
        params: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(self.code)
        self.field = field
        self.lifted_on = lifted_on
        self.params: dict[str, Any] = dict(params or {})

    def say(self) -> str:
        """The sentence in the active language, with its values filled in."""
        return self._fill(self.sentence)

    def say_next(self) -> str:
        """What to do now, in the active language."""
        return self._fill(self.next_step)

    def say_all(self) -> str:
        """The sentence and what to do now, one behind the other."""
        return f"{self.say()} {self.say_next()}"

    def _fill(self, text: Text) -> str:
        """Fill a text from ``params``: days, hours and ``..._cents`` are spoken in the active language.

        ``params`` hold plain values (``due_on`` a date, ``amount_cents`` an int, an instant with the
        clock that it is said by) for the API and the record; a sentence says ``%(due_on)s`` and
        ``%(amount)s``.
        """
        if not self.params:
            return str(text)
        # not str(text) first: a counted text chooses its form by the number in it
        return str(cast("Any", text) % self._speak_params())

    def _speak_params(self) -> dict[str, Any]:
        """What each placeholder of a sentence says, in the active language."""
        spoken: dict[str, Any] = {}
        for key, value in self.params.items():
            spoken[key] = _speak(value)
            if key.endswith("_cents") and isinstance(value, int):
                spoken[key.removesuffix("_cents")] = speak_money(value)
        return spoken

    def __str__(self) -> str:
        return f"{self.code}: {self.say()}"


def _speak(value: object) -> object:
    if isinstance(value, datetime):  # which is a date too, and would lose its hour
        return speak_moment(value)
    return speak_day(value) if isinstance(value, date) else value


class NotFound(Refusal):
    """What was asked for does not exist, or is not this person's to see: the answer is the same."""

    code = "platform.not_found"
    status = 404

    title = _("Not found")
    sentence = _("We cannot find what you are looking for.")
    next_step = _("Go back to the overview, or search the help pages.")


class NotAllowed(Refusal):
    """The person may see this account but may not act on it in this way."""

    code = "platform.not_allowed"
    status = 403

    title = _("Not with your role")
    sentence = _("Your role on this customer account does not allow this.")
    next_step = _("Ask the account holder to do it, or to give you another role.")
