"""The one form of the help center: what a reader thought of an article."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FeedbackForm(forms.Form):
    """An optional comment; whether it was useful is the button that sends it."""

    comment = forms.CharField(
        label=_("What could we explain better?"),
        help_text=_(
            "We use comments only to improve our explanations, and do not know who wrote them. "
            "Please leave out names, numbers and addresses."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
