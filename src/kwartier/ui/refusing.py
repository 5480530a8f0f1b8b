"""A refusal on a form: beside its field where there is one, or else above them all."""

from django import forms

from kwartier.platform.errors import Refusal


def refuse(form: forms.Form, refusal: Refusal) -> None:
    """Say what was refused, and what to do now."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, refusal.say_all())
