"""What is missing for a bill, and what an agent does about it: in words, with the page where."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kwartier.billing.gap_types import BillGap, GapKind
from kwartier.parties.types import AccountInfo
from kwartier.supply.types import ContractRow
from kwartier.ui.bills.gaps import say_gap

# Everybody waits for the same figure: nothing is to be done for one customer.
_NEXT: dict[str, Promise] = {
    GapKind.READING: gettext_lazy("The grid operator delivers it; ask for it if it is late."),
    GapKind.PRICE: gettext_lazy("Publish the prices of these days on the contract's price card."),
    GapKind.INDEX: gettext_lazy("Publish the price of these days once the index is known."),
    GapKind.PARAMETER: gettext_lazy("It waits until the figure is published and loaded."),
    GapKind.PROFILE: gettext_lazy("It waits until the profile is published and loaded."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GapStep:
    """One thing that is missing, what to do about it, and where."""

    said: str
    next_step: str = ""
    page_name: str = ""
    page_url: str = ""


def list_steps(
    gaps: Sequence[BillGap], *, account: AccountInfo, contract: ContractRow
) -> tuple[GapStep, ...]:
    """What is missing for a bill of a contract; of several things of a kind the last has the step."""
    in_order = sorted(gaps, key=lambda gap: gap.kind)
    last_of_kind = {gap.kind: place for place, gap in enumerate(in_order)}
    return tuple(
        _step_of(gap, account, contract)
        if last_of_kind[gap.kind] == place
        else GapStep(said=say_gap(gap))
        for place, gap in enumerate(in_order)
    )


def _step_of(gap: BillGap, account: AccountInfo, contract: ContractRow) -> GapStep:
    said, next_step = say_gap(gap), str(_NEXT.get(gap.kind, ""))
    if gap.kind == GapKind.READING:
        url = reverse("office:readings_of", args=[account.number, contract.code])
        return GapStep(said=said, next_step=next_step, page_name=_("All readings"), page_url=url)
    return GapStep(said=said, next_step=next_step)
