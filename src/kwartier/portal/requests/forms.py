"""Forms of requests: what is asked, and a message in a thread."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kwartier.support.refusals import RequestSubjectMissing, RequestTextMissing
from kwartier.ui.record_words import CONTEXT_WORDS
from kwartier.ui.request_form import NewRequestForm

_LONGEST_CONTEXT = 60


class RequestForm(NewRequestForm):
    """A new request; the sentences of what is missing are the room's own."""

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
