"""The form of what a customer calls a supply point."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kwartier.supply.types import LONGEST_GROUP, LONGEST_NAME, LONGEST_TAG, MOST_TAGS, PointLabel


class LabelForm(forms.Form):
    """A name, one group, and tags with commas between them."""

    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("What you call it, such as Bakery or Holiday home."),
    )
    group = forms.CharField(
        label=_("Group"),
        max_length=LONGEST_GROUP,
        required=False,
        help_text=_("We add up what the supply points of a group use. Each is in one at most."),
        widget=forms.TextInput(attrs={"list": "groups"}),
    )
    tags = forms.CharField(
        label=_("Tags"),
        required=False,
        help_text=_("Words with commas between them, to find supply points by."),
    )

    def __init__(self, sent: Mapping[str, Any] | None = None, *, label: PointLabel) -> None:
        initial = {"name": label.name, "group": label.group, "tags": ", ".join(label.tags)}
        super().__init__(sent, initial=initial)

    def clean_tags(self) -> tuple[str, ...]:
        """The tags apart; what is too long or too many is said here, too."""
        tags = tuple(each.strip() for each in self.cleaned_data["tags"].split(",") if each.strip())
        if len(tags) > MOST_TAGS or any(len(each) > LONGEST_TAG for each in tags):
            told = {"most": MOST_TAGS, "longest": LONGEST_TAG}
            raise forms.ValidationError(
                _("Up to %(most)s tags, each of up to %(longest)s characters.") % told
            )
        return tags

    def read(self) -> PointLabel:
        """What was typed."""
        return PointLabel(
            self.cleaned_data["name"], self.cleaned_data["group"], self.cleaned_data["tags"]
        )
