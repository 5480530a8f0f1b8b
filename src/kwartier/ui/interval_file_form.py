"""The box that takes a file of values: looked at, or loaded whole or without its wrong rows."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kwartier.intervals import operations
from kwartier.intervals.formats import LARGEST_MB
from kwartier.intervals.refusals import FileHasFindings
from kwartier.intervals.types import LoadDoor, LoadPlan
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.platform.types import Actor
from kwartier.ui.formats import format_number
from kwartier.ui.refusing import refuse

_LOAD, _LOAD_REST = "load", "load_rest"


class IntervalFileForm(forms.Form):
    """A file, and for one that names no supply point its number. A door says whose file it is.

    Which button was pressed is ``step``: ``load``, ``load_rest`` without the wrong rows, or any other
    to look at the file. Nothing of it is kept between: to load it, it is sent again.
    """

    file = forms.FileField()
    code = forms.CharField(
        label=gettext_lazy("EAN or PDL"),
        max_length=18,
        required=False,
        help_text=gettext_lazy("Only for a file that does not name it."),
    )

    offers_rest = False
    """Whether the file may be loaded without its wrong rows: it was seen to have some, or that was tried."""

    @property
    def is_to_load(self) -> bool:
        """Whether the file is to be loaded, and not only to be looked at."""
        return self.data.get("step") in (_LOAD, _LOAD_REST)

    def take(
        self,
        request: BrandedRequest,
        *,
        door: LoadDoor,
        actor: Actor,
        account: AccountInfo | None = None,
        text_version: str = "",
    ) -> LoadPlan | None:
        """Look at the file, or load it, and say what becomes of it.

        Nothing is done, and None is returned, before a file is sent, and where it is refused: then
        the form says so. With an account the file is the customer's own, and ``text_version`` the
        text that stood beside ``consents``.
        """
        if not self.is_valid():
            return None
        file = self.cleaned_data["file"]
        loads_rest = self.data.get("step") == _LOAD_REST
        asked: dict[str, Any] = {
            "brand": request.brand,
            "account": account,
            "content": file.read(LARGEST_MB * 1_000_000 + 1),
            "name": file.name,
            "code": "".join(self.cleaned_data["code"].split()),
            "consents": self.cleaned_data.get("consents", False),
            "actor": actor,
            "now": request.now,
        }
        try:
            if not self.is_to_load:
                plan = operations.preview_file(**asked)
                self.offers_rest = bool(plan.blocking)
                return plan
            return operations.load_file(
                **asked,
                door=door,
                text_version=text_version,
                quarantines=loads_rest,
            ).plan
        except Refusal as refusal:
            refuse(self, refusal)
            self.offers_rest = loads_rest or isinstance(refusal, FileHasFindings)
            return None


def say_loaded(plan: LoadPlan, locale: str) -> str:
    """What loading a file did, in a sentence."""
    days = plan.written_days
    if not days:
        return _("Everything in this file was there already. Nothing has changed.")
    return ngettext(
        "The file is loaded: %(count)s day was written.",
        "The file is loaded: %(count)s days were written.",
        days,
    ) % {"count": format_number(days, locale)}
