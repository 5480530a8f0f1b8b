"""A figure: a finding, a picture drawn on the server, its key, its table, its downloads."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from kwartier.ui.charts.svg import finding_id
from kwartier.ui.tables import Table

_SWATCHES = {
    "ink-line": '<path d="M0 6h18" stroke="var(--ink)" stroke-width="2.5"/>',
    "compare-line": '<path d="M0 6h18" stroke="var(--ink)" stroke-width="2"/>',
    "band": (
        '<rect width="18" height="12" rx="2" fill="var(--data-1)" opacity=".2"/>'
        '<path d="M0 6h18" stroke="var(--data-1)" stroke-width="3"/>'
    ),
    "dashed": '<path d="M0 6h18" stroke="var(--data-0)" stroke-width="2" stroke-dasharray="5 4"/>',
    "faint": (
        '<rect x=".5" y=".5" width="17" height="11" rx="2" fill="var(--data-1)" fill-opacity=".1" stroke="var(--edge)"/>'
    ),
    "solid": '<rect width="18" height="12" rx="2" fill="var(--data-1)"/>',
    "hatched": (
        '<rect x=".75" y=".75" width="16.5" height="10.5" rx="2" fill="none" stroke="var(--data-1)" stroke-width="1.5"/>'
        '<path d="M2 11 12 1M8 11 17 2" stroke="var(--data-1)" stroke-width="2.5"/>'
    ),
    "dotted": (
        '<rect x=".75" y=".75" width="16.5" height="10.5" rx="2" fill="none" stroke="var(--data-1)" stroke-width="1.5"/>'
        '<path d="M4 4h2M9 4h2M14 4h1M4 8h2M9 8h2M14 8h1" stroke="var(--data-1)" stroke-width="2"/>'
    ),
    "crossed": (
        '<rect x=".75" y=".75" width="16.5" height="10.5" rx="2" fill="none" stroke="var(--data-1)" stroke-width="1.5"/>'
        '<path d="M2 4h14M2 8h14M6 1v10M12 1v10" stroke="var(--data-1)" stroke-width="1.5"/>'
    ),
    "unpublished": '<circle cx="9" cy="6" r="5" fill="none" stroke="var(--ink-2)" stroke-width="1.5" stroke-dasharray="2 1.9"/>',
    "missing": '<path d="m4.700 1.700 8.600 8.600M13.300 1.700 4.700 10.300" stroke="var(--ink-2)" stroke-width="1.5"/>',
    "energy": '<rect width="18" height="12" rx="2" fill="var(--data-1)"/>',
    "network": '<rect width="18" height="12" rx="2" fill="var(--data-2)"/>',
    "taxes": '<rect width="18" height="12" rx="2" fill="var(--data-3)"/>',
}


@dataclass(frozen=True, slots=True)
class LegendItem:
    """One entry of a key: which swatch, and what it stands for."""

    swatch: str
    label: str

    @property
    def picture(self) -> SafeString:
        """The swatch as trusted markup."""
        return mark_safe(_SWATCHES[self.swatch])


@dataclass(frozen=True, slots=True)
class Figure:
    """What ``{% figure %}`` shows. ``picture`` is labelled by the finding through ``key``."""

    key: str
    finding: str
    picture: SafeString
    legend: tuple[LegendItem, ...] = ()
    table: Table | None = None
    say: str = ""
    csv_url: str = ""
    xlsx_url: str = ""

    @property
    def finding_id(self) -> str:
        """The id of the caption."""
        return finding_id(self.key)
