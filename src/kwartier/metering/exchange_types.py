"""Frozen values about the exchange of a meter: what an agent says, what is found, what may be chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kwartier.metering.types import MeterKind, RecordedIndex, RegisterKind, RegisterRow


@dataclass(frozen=True, slots=True)
class NewRegister:
    """A register of a meter that is hung up, and what it showed then, as it was typed."""

    kind: RegisterKind
    first_index: str | int
    dials: int = 6


@dataclass(frozen=True, slots=True)
class MeterExchange:
    """A meter taken down and another hung up in its place, as the fitter wrote it.

    ``last_indexes`` holds what each register of the old meter showed, as it was typed. The new one
    counts from the start of ``exchanged_on``.
    """

    exchanged_on: date
    removed_serial: str
    last_indexes: Mapping[RegisterKind, str | int]
    installed_serial: str
    meter_kind: MeterKind
    registers: tuple[NewRegister, ...]


@dataclass(frozen=True, slots=True)
class ExchangeChoice:
    """A meter that may be exchanged: its registers, and those and the kinds that a new one may have.

    The first of ``layouts`` is that of the meter itself.
    """

    serial: str
    registers: tuple[RegisterRow, ...]
    layouts: tuple[tuple[RegisterKind, ...], ...]
    meter_kinds: tuple[MeterKind, ...]


@dataclass(frozen=True, slots=True)
class ExchangeFound:
    """What is found about an exchange: what the old meter counted, and where the new one begins.

    ``first`` are (kind, index, unit) of the new meter's registers.
    """

    exchanged_on: date
    removed_serial: str
    installed_serial: str
    last: tuple[RecordedIndex, ...]
    first: tuple[tuple[str, int, str], ...]

    @property
    def in_line(self) -> bool:
        """Whether all that the old meter counted was to be expected."""
        return all(found.in_line for found in self.last)
