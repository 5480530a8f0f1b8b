"""A bill calculated again from its bundle, and where it differs."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from energycore.bundle.errors import DocumentInvalid
from energycore.bundle.indexes import list_miscounted
from energycore.bundle.reading import as_mapping, required
from energycore.bundle.stating import state
from energycore.bundle.writing import find_provisional_part, read_bundle, statement_to_json
from energycore.statement import Statement


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where the document says something else than the calculation."""

    place: str
    written: object
    computed: object


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A statement made again, and every difference from what the document says.

    `provisional_part` is that of the days after it that the bill charges by an estimate, if any.
    """

    statement: Statement
    differences: tuple[Difference, ...]
    provisional_part: Statement | None = None


def recompute(document: object) -> Recomputed:
    """Return the statement of a bundle, made again, with its differences.

    A volume that is not the difference of its indexes is one of them, too, and so is what its
    provisional part says otherwise. Raises DocumentInvalid for a document that is none, or whose
    inputs cannot make a statement (a day without a price, a share that is missing); the place says
    which.
    """
    own = _recompute_alone(document)
    part = find_provisional_part(document)
    if part is None:
        return own
    try:
        estimated = _recompute_alone(part)
    except DocumentInvalid as invalid:
        raise DocumentInvalid(f"provisional_part.{invalid.place}", invalid.problem) from invalid
    inside = (
        replace(each, place=f"provisional_part.{each.place}") for each in estimated.differences
    )
    return Recomputed(own.statement, (*own.differences, *inside), estimated.statement)


def _recompute_alone(document: object) -> Recomputed:
    inputs = read_bundle(document)
    written = as_mapping(required(as_mapping(document, "bundle"), "statement", ""), "statement")
    try:
        statement = state(inputs)
    except (ValueError, OverflowError) as error:
        raise DocumentInvalid("inputs", str(error)) from error
    facts = as_mapping(as_mapping(document, "bundle").get("facts", {}), "facts")
    miscounted = [
        Difference(f"measured[{position}].wh", volume_wh, by_index_wh)
        for position, volume_wh, by_index_wh in list_miscounted(inputs.measured, facts)
    ]
    computed = statement_to_json(statement)
    return Recomputed(statement, (*miscounted, *_differences("statement", written, computed)))


def _differences(place: str, written: Any, computed: Any) -> Iterator[Difference]:
    if isinstance(computed, dict) and isinstance(written, dict):
        for name in [*computed, *(name for name in written if name not in computed)]:
            yield from _differences(f"{place}.{name}", written.get(name), computed.get(name))
    elif isinstance(computed, list) and isinstance(written, list):
        for number in range(max(len(written), len(computed))):
            yield from _differences(
                f"{place}[{number}]", _at(written, number), _at(computed, number)
            )
    elif written != computed:
        yield Difference(place, written, computed)


def _at(values: list[Any], number: int) -> Any:
    return values[number] if number < len(values) else None
