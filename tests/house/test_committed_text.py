"""What may not stand in a committed file: hosts of registries, places of one machine, promises.

The patterns are put together from pieces, so that this file does not contain what it looks for.
"""

import re

from house_files import ROOT, list_texts, show

REGISTRIES = re.compile(
    "|".join(
        re.escape(".".join(parts))
        for parts in (
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("registry", "npmjs", "org"),
            ("registry", "yarnpkg", "com"),
            ("deb", "debian", "org"),
            ("proxy", "golang", "org"),
        )
    )
)
OF_ONE_MACHINE = re.compile(
    r"(?:^|[^A-Za-z0-9_.~-])/(?:wor" + r"k|far" + r"m|roo" + r"t|home/[a-z]+)/"
    r"|\.\./shar" + r"ed|/tmp/k" + r"w\b|farm-stu" + r"dio|\bsub" + r"agents?\b"
)
LATER = re.compile(
    r"\b(?:TO"
    r"DO|FIX"
    r"ME|XX"
    r"X|HAC"
    r"K|NotImplemented"
    r"Error)\b|lorem ip"
    r"sum",
    re.IGNORECASE,
)


def list_lines(pattern: re.Pattern[str], *, folder: str = "") -> list[str]:
    """Every committed line under ``folder`` in which ``pattern`` stands."""
    found = []
    for path in list_texts():
        if not path.is_relative_to(ROOT / folder):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{show(path, number)}: {line.strip()[:120]}")
    return found


def test_no_registry_is_named():
    assert list_lines(REGISTRIES) == []


def test_no_place_of_a_machine_is_named():
    assert list_lines(OF_ONE_MACHINE) == []


def test_nothing_is_left_for_later():
    assert list_lines(LATER, folder="src") == []


def test_every_text_is_utf_8_and_ends_with_a_line():
    bad = []
    for path in list_texts():
        content = path.read_bytes()
        content.decode("utf-8")
        if content and path.suffix in {".py", ".md", ".toml", ".txt"} and content[-1:] != b"\n":
            bad.append(show(path))
    assert bad == []


def test_the_checks_see_an_offence():
    assert REGISTRIES.search("https://" + "pypi" + ".org/simple")
    assert OF_ONE_MACHINE.search("see /roo" + "t/.cache")
    assert OF_ONE_MACHINE.search("cd /wor" + "k/main")
    assert not OF_ONE_MACHINE.search("src/work/file and https://example.org/work/x")
    assert LATER.search("# to" + "do: later")
