"""Forms of requests: what is asked, and a message in a thread."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kwartier.support.refusals import RequestSubjectMissing, RequestTextMissing
from kwartier.support.types import RequestKind
from kwartier.ui.record_words import CONTEXT_WORDS

_LONGEST_CONTEXT = 60


class RequestForm(forms.Form):
    """A new request; the sentences of what is missing are the room's own."""

    kind = forms.ChoiceField(
        label=_("What is it about?"), choices=RequestKind.choices, widget=forms.RadioSelect
    )
    subject = forms.CharField(
        label=_("Subject"),
        help_text=_("A few words, for example: my invoice of March."),
        error_messages={"required": RequestSubjectMissing.sentence},
    )
    text = forms.CharField(
        label=_("Your message"),
        help_text=_("Tell us what you would like, and why."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": RequestTextMissing.sentence},
    )
    submission_key = forms.CharField(widget=forms.HiddenInput, max_length=40)


class MessageForm(forms.Form):
    """One more message in a request."""

    text = forms.CharField(
        label=_("Your message"),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": RequestTextMissing.sentence},
    )


def read_context(sent: dict[str, str]) -> dict[str, str]:
    """The known words of a context, each cut to a line: nothing else is passed on."""
    return {
        name: sent[name][:_LONGEST_CONTEXT] for name in CONTEXT_WORDS if sent.get(name, "").strip()
    }
