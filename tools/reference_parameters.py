"""Writes the pages about parameters: one page per file of the rule books, one graph per kind of figure that changed."""

import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import groupby
from typing import NamedTuple

from parameter_graphs import Panel, draw_panels

from energycore.clocks import date_of
from rulebooks.be.connection import OPERATORS
from rulebooks.parameters import COUNTRIES, ParameterValue, list_keys, timeline

MADE = "<!-- Written by tools/reference.py: change the code, then run it again. -->"
OWNERS = {*OPERATORS, *(name for names in OPERATORS.values() for name in names)}
ENERGIES = {"electricity", "gas"}
PROPER = {
    "vat": "VAT",
    "turpe": "TURPE",
    "impact": "IMPACT",
    "cta": "CTA",
    "kwh": "kWh",
    "brussels": "Brussels",
}
ADDRESS = re.compile(r"https://[^\s;,]+[^\s;,.]")
LEAD = (
    "Figures that a law, a regulator or a network operator sets: %d keys, %d values, each with its first day, its "
    "source and the day by which somebody must look at it again. A value ends where the next one begins; the last one "
    "ends on its own last day or after *review by*. The word *demonstration* marks a figure without a source: no real "
    "bill may rest on it, and its line in a graph is dashed. *Announced* is decided and not yet in force everywhere. To "
    "change one, see [the how-to](../how-to/update-legal-parameters.md)."
)
TABLE = "| key | from | value | review by | marks | source |\n| --- | --- | --- | --- | --- | --- |"


class Group(NamedTuple):
    """Keys of one file that tell the same kind of figure of different owners, in one unit."""

    name: str
    unit: str
    panels: tuple[Panel, ...]

    @property
    def title(self) -> str:
        """What the section and the graph are called."""
        return f"{_say(self.name)} ({self.unit})"

    @property
    def slug(self) -> str:
        """The name of the graph's file, without its ending."""
        return re.sub(r"[^a-z0-9]+", "-", f"{self.name} {self.unit}".lower()).strip("-")

    @property
    def has_graph(self) -> bool:
        """Whether there is something to draw: a figure that changed."""
        return any(len(panel.values) > 1 for panel in self.panels)


class Family(NamedTuple):
    """One file of the rule books."""

    country: str
    file: str
    groups: tuple[Group, ...]

    @property
    def slug(self) -> str:
        """The name of the family's page, without its ending."""
        return f"{self.country}-{self.file.removesuffix('.toml').replace('_', '-')}"

    @property
    def title(self) -> str:
        """What the page is called."""
        return _say(self.file.removesuffix(".toml"))

    def list_values(self) -> list[ParameterValue]:
        """Every value of the family, in the order of its page."""
        return [value for group in self.groups for panel in group.panels for value in panel.values]


def list_parameter_pages() -> dict[str, Callable[[], str]]:
    """The pages and graphs about parameters, by their place under docs/reference."""
    pages: dict[str, Callable[[], str]] = {"parameters.md": render_index}
    for family in list_families():
        pages[f"parameters/{family.slug}.md"] = partial(render_family, family)
        for group in family.groups:
            if not group.has_graph:
                continue
            place = f"parameters/graphs/{family.slug}-{group.slug}.svg"
            pages[place] = partial(draw_panels, f"{family.title}: {group.title}", group.panels)
    return pages


@cache
def list_families() -> tuple[Family, ...]:
    """The files of the rule books with their keys, country by country."""
    return tuple(
        Family(country, file, _group([timeline(key) for key in keys]))
        for country in COUNTRIES
        for file, keys in groupby(
            sorted(list_keys(country), key=lambda key: (timeline(key)[0].file, key)),
            key=lambda key: timeline(key)[0].file,
        )
    )


def _group(timelines: list[tuple[ParameterValue, ...]]) -> tuple[Group, ...]:
    found: dict[tuple[str, str], list[Panel]] = {}
    for values in timelines:
        name, variant = split_key(values[0].key)
        panel = Panel(variant or name.rpartition(".")[2].replace("_", " "), values)
        found.setdefault((name, values[0].unit), []).append(panel)
    return tuple(Group(name, unit, tuple(panels)) for (name, unit), panels in found.items())


def split_key(key: str) -> tuple[str, str]:
    """What a key tells, and of whom: `electricity.capacity` of `fluvius west`."""
    _, *parts = key.split(".")
    owner = parts.pop(0) if parts[0] in OWNERS else ""
    has_variant = len(parts) > len(("energy", "name")) or (
        len(parts) > 1 and parts[0] not in ENERGIES
    )
    variant = parts.pop() if has_variant else ""
    return ".".join(parts), f"{owner} {variant}".strip().replace("_", " ")


def render_index() -> str:
    """The page that leads to the families, and says how to read them."""
    families = list_families()
    values = [value for family in families for value in family.list_values()]
    key_count = len({value.key for value in values})
    rows = [
        f"| {family.country.upper()} | [{family.title}](parameters/{family.slug}.md) | "
        f"{len({value.key for value in found})} | {len(found)} | "
        f"{date_of(min(value.valid.from_ for value in found))} | "
        f"{date_of(max(value.valid.until for value in found) - 1)} | "
        f"{sum(value.is_demonstration for value in found)} |"
        for family in families
        for found in [family.list_values()]
    ]
    return "\n".join(
        [
            f"{MADE}\n\n# Parameters\n",
            f"{LEAD % (key_count, len(values))}\n",
            "| country | family | keys | values | from | known until | without a source |",
            "| --- | --- | --- | --- | --- | --- | --- |",
            *rows,
            "",
        ]
    )


def render_family(family: Family) -> str:
    """The page of one file: per kind of figure a graph, the values, and where they come from."""
    sources = list(dict.fromkeys(value.source for value in family.list_values()))
    sections = "\n\n".join(_render_group(family, group, sources) for group in family.groups)
    listed = "\n".join(f"{number}. {_link(text)}" for number, text in enumerate(sources, start=1))
    lead = f"The figures of `src/rulebooks/{family.country}/parameters/{family.file}`; [all families](../parameters.md)."
    return f"{MADE}\n\n# {family.title}\n\n{lead}\n\n{sections}\n\n## Sources\n\n{listed}\n"


def _render_group(family: Family, group: Group, sources: list[str]) -> str:
    graph = f"graphs/{family.slug}-{group.slug}.svg"
    names = ", ".join(panel.name for panel in group.panels)
    picture = f"![{group.title} over time: {names}. The table tells the values.]({graph})"
    rows = "\n".join(_list_rows(group, sources))
    shown = f"{picture}\n\n" if group.has_graph else ""
    return f"## {group.title}\n\n{shown}{TABLE}\n{rows}"


def _list_rows(group: Group, sources: list[str]) -> Iterator[str]:
    for panel in group.panels:
        for value in panel.values:
            yield (
                f"| `{value.key}` | {date_of(value.valid.from_)} | {tell_amount(value)} | "
                f"{date_of(value.review_by)} | {tell_marks(value)} | "
                f"[{sources.index(value.source) + 1}](#sources) |"
            )


def tell_amount(value: ParameterValue) -> str:
    """A value in words: a figure, the bands of a scale, or the hours of a clock."""
    if value.slots:
        return "; ".join(
            f"{slot.register} {slot.from_hour}-{slot.until_hour} ({slot.days.replace('_', ' ')})"
            for slot in value.slots
        )
    if value.value is not None:
        return str(value.value)
    if len(value.bands) == 1:
        return str(value.bands[0].value)
    steps = [
        f"{band.value} up to {band.up_to} {value.edge_unit}"
        if band.up_to is not None
        else f"{band.value} beyond"
        for band in value.bands
    ]
    return "; ".join(steps)


def tell_marks(value: ParameterValue) -> str:
    """What a reader must know of a value beside its amount."""
    marks = ["demonstration"] * value.is_demonstration + ["announced"] * value.provisional
    if value.included_vat_percent:
        marks.append(f"VAT {value.included_vat_percent} % included")
    return ", ".join([*marks, *([value.note] if value.note else [])]).replace("|", "\\|")


def _say(name: str) -> str:
    """A name of a file or a key as words: proper names as they are written, a capital first."""
    words = name.replace(".", ": ").replace("_", " ")
    for small, proper in PROPER.items():
        words = re.sub(rf"\b{small}\b", proper, words)
    return f"{words[0].upper()}{words[1:]}"


def _link(source: str) -> str:
    return ADDRESS.sub(lambda found: f"<{found[0]}>", source)
