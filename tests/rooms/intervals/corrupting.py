"""Spoils a good file of consumption in two hundred ways, and holds what a reader then may do.

It never crashes; it loads no value that the good file does not have, unless a finding names the line
of that value; each finding names a line. `hold_against_corruption` is for every format.
"""

import random
import re
from collections.abc import Callable, Iterator
from typing import Any

from kwartier.intervals.types import ParsedFile
from kwartier.platform.errors import Refusal

VARIANTS = 200
SEPARATORS = ",;\t|"
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
GIGANTIC = ("99999999999", "1e300", "9" * 400, "-1", "10000,001")

type Lines = list[str]
type Spoiler = Callable[[Lines, random.Random, str], Lines]


def pick(lines: Lines, chance: random.Random) -> int:
    """A line below the header."""
    return chance.randrange(1, len(lines))


def replace_line(lines: Lines, number: int, line: str) -> Lines:
    return [*lines[:number], line, *lines[number + 1 :]]


def cut_anywhere(lines: Lines, chance: random.Random, separator: str) -> Lines:
    """Truncated within a line, before its last cell: a whole cell less is a whole truth."""
    number = pick(lines, chance)
    first = lines[number].rpartition(separator)[0]
    return [*lines[:number], first[: chance.randrange(1, max(2, len(first)))]]


def cut_between_lines(lines: Lines, chance: random.Random, separator: str) -> Lines:
    return lines[: pick(lines, chance)]


def cut_in_the_last_cell(lines: Lines, chance: random.Random, separator: str) -> Lines:
    number = pick(lines, chance)
    return [*lines[:number], lines[number][: -chance.randint(1, 3)]]


def drop_rows(lines: Lines, chance: random.Random, separator: str) -> Lines:
    number = pick(lines, chance)
    return lines[:number] + lines[number + chance.randint(1, 8) :]


def repeat_rows(lines: Lines, chance: random.Random, separator: str) -> Lines:
    number, count = pick(lines, chance), chance.randint(1, 8)
    return lines[: number + count] + lines[number:]


def repeat_rows_elsewhere(lines: Lines, chance: random.Random, separator: str) -> Lines:
    number, count, at = pick(lines, chance), chance.randint(1, 8), pick(lines, chance)
    return lines[:at] + lines[number : number + count] + lines[at:]


def drop_header(lines: Lines, chance: random.Random, separator: str) -> Lines:
    return lines[1:]


def change_separator(lines: Lines, chance: random.Random, separator: str) -> Lines:
    other = chance.choice(SEPARATORS.replace(separator, ""))
    return [line.replace(separator, other) for line in lines]


def change_separator_of_a_row(lines: Lines, chance: random.Random, separator: str) -> Lines:
    number = pick(lines, chance)
    other = chance.choice(SEPARATORS.replace(separator, ""))
    return replace_line(lines, number, lines[number].replace(separator, other))


def swap_cells(line: str, places: tuple[int, int], separator: str) -> str:
    cells = line.split(separator)
    one, other = (place % len(cells) for place in places)
    cells[one], cells[other] = cells[other], cells[one]
    return separator.join(cells)


def swap_in_a_row(lines: Lines, chance: random.Random, separator: str) -> Lines:
    number, places = pick(lines, chance), (chance.randrange(30), chance.randrange(30))
    return replace_line(lines, number, swap_cells(lines[number], places, separator))


def swap_in_the_header(lines: Lines, chance: random.Random, separator: str) -> Lines:
    places = (chance.randrange(30), chance.randrange(30))
    return [swap_cells(lines[0], places, separator), *lines[1:]]


def drop_a_cell(lines: Lines, chance: random.Random, separator: str) -> Lines:
    number = pick(lines, chance)
    cells = lines[number].split(separator)
    del cells[chance.randrange(len(cells))]
    return replace_line(lines, number, separator.join(cells))


def put_a_gigantic_value(lines: Lines, chance: random.Random, separator: str) -> Lines:
    number = pick(lines, chance)
    cells = lines[number].split(separator)
    numbers = [place for place, cell in enumerate(cells) if NUMBER.fullmatch(cell)]
    if numbers:
        cells[chance.choice(numbers)] = chance.choice(GIGANTIC)
    return replace_line(lines, number, separator.join(cells))


def put_into_a_row(lines: Lines, chance: random.Random, what: str) -> Lines:
    number = pick(lines, chance)
    at = chance.randrange(len(lines[number]) + 1)
    return replace_line(lines, number, lines[number][:at] + what + lines[number][at:])


def put_nul(lines: Lines, chance: random.Random, separator: str) -> Lines:
    return put_into_a_row(lines, chance, "\0" * chance.randint(1, 3))


def put_a_quotation_mark(lines: Lines, chance: random.Random, separator: str) -> Lines:
    return put_into_a_row(lines, chance, '"')


def put_a_long_line(lines: Lines, chance: random.Random, separator: str) -> Lines:
    return put_into_a_row(lines, chance, "x" * 20_000)


def spoil_a_code(lines: Lines, chance: random.Random, separator: str) -> Lines:
    """A number of 14 or 18 digits that has one less, or (of 18) a wrong check digit."""
    places = [each for each, line in enumerate(lines) if re.search(r"\b(\d{14}|\d{18})\b", line)]
    if not places:
        return lines
    number = chance.choice(places)
    found = re.search(r"\b(\d{14}|\d{18})\b", lines[number])
    assert found
    code = found[0]
    wrong = code[:-1] + (str((int(code[-1]) + 1) % 10) if len(code) == 18 else "")
    return replace_line(lines, number, lines[number].replace(code, wrong))


def turn_around(lines: Lines, chance: random.Random, separator: str) -> Lines:
    return [lines[0], *lines[:0:-1]]


def put_empty_lines(lines: Lines, chance: random.Random, separator: str) -> Lines:
    number = pick(lines, chance)
    return [*lines[:number], "", "   ", *lines[number:]]


SPOILERS: tuple[Spoiler, ...] = (
    cut_anywhere,
    cut_in_the_last_cell,
    cut_between_lines,
    drop_rows,
    repeat_rows,
    repeat_rows_elsewhere,
    drop_header,
    change_separator,
    change_separator_of_a_row,
    swap_in_a_row,
    swap_in_the_header,
    drop_a_cell,
    put_a_gigantic_value,
    put_nul,
    put_a_quotation_mark,
    put_a_long_line,
    spoil_a_code,
    turn_around,
    put_empty_lines,
)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "windows-1252", "utf-32", "cp037")
LINE_ENDS = ("\n", "\r\n", "\r")


def list_corrupted(
    good: bytes, *, separator: str, encoding: str = "utf-8", count: int = VARIANTS
) -> Iterator[tuple[str, bytes]]:
    """Spoiled variants of a file, the same at each call, with the names of what was done to them."""
    lines = good.decode(encoding).replace("\r\n", "\n").split("\n")
    for number in range(count):
        chance = random.Random(number)  # noqa: S311
        spoiler = SPOILERS[number % len(SPOILERS)]
        spoiled = spoiler(lines, chance, separator)
        name, dress = spoiler.__name__, encoding
        if number % 3 == 2:
            dress = chance.choice(ENCODINGS)
        if number % 4 == 3:
            first, *more = spoiled
            text = first + "".join(chance.choice(LINE_ENDS) + line for line in more)
            name += " with mixed line ends"
        else:
            text = "\n".join(spoiled)
        yield f"{number}: {name} in {dress}", text.encode(dress, errors="replace")


def list_values(parsed: ParsedFile) -> Iterator[tuple[Any, int, int]]:
    """What a file says, value by value: what it is of, the value, its line."""
    for series in parsed.series:
        rows = zip(
            series.starts.tolist(), series.values_wh.tolist(), series.lines.tolist(), strict=True
        )
        for start, value, line in rows:
            yield (series.code, series.direction, series.step_minutes, start), value, line
    for index in parsed.indexes:
        key = (index.code, index.meter, index.register, index.read_on, index.at)
        yield key, index.index_wh, index.line
    for peak in parsed.peaks:
        yield (peak.code, peak.month, peak.at), peak.peak_w, peak.line


def find_wrong(parsed: ParsedFile, good: dict[Any, int]) -> list[Any]:
    """Values that the good file does not have, and of whose line nothing is found."""
    named = {each.line for each in parsed.findings}
    # A number whose check digit does not agree is told once, where it first stands.
    shamed = {str(each.text) for each in parsed.findings if each.code == "check_digit"}
    return [
        (key, value, line)
        for key, value, line in list_values(parsed)
        if good.get(key) != value
        and line not in named
        and not any(key[0] and key[0] in text for text in shamed)
    ]


def hold_against_corruption(
    good: bytes,
    read: Callable[[bytes], ParsedFile],
    *,
    separator: str,
    encoding: str = "utf-8",
    count: int = VARIANTS,
) -> None:
    """Assert what this module promises, for a file and what reads it.

    `separator` stands between its cells (``<`` for XML, ``,`` for JSON); the good file has values,
    and no finding that blocks.
    """
    whole = read(good)
    known = {key: value for key, value, _ in list_values(whole)}
    assert known
    assert not any(each.blocks for each in whole.findings)
    touched = 0
    for name, spoiled in list_corrupted(good, separator=separator, encoding=encoding, count=count):
        try:
            parsed = read(spoiled)
        except Refusal:  # says what the file is not, and what would be read
            touched += 1
            continue
        assert find_wrong(parsed, known) == [], name
        for each in parsed.findings:
            assert each.line >= 1, name
            assert str(each.text), name
        touched += bool(parsed.findings) or len(list(list_values(parsed))) < len(known)
    # Most of what was done shows: a reader that found nothing would prove nothing.
    assert touched > count // 2
