"""Every document: its links lead somewhere, its examples give what they say, and it can be found."""

import doctest
import re
from pathlib import Path

import pytest
from house_files import ROOT, list_texts, show
from quotations import list_code

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
TITLE = re.compile(r"^#+ (.+)$", re.MULTILINE)
DOCUMENTS = [path for path in list_texts() if path.suffix == ".md"]
# Help articles are content of the product: their links are placeholders, which their room tests.
LINKED = [path for path in DOCUMENTS if "articles" not in path.parts]
PAGES = [path for path in LINKED if path.is_relative_to(ROOT / "docs")]
EXAMPLES = [path for path in PAGES if ">>> " in path.read_text("utf-8")]
KINDS = ("tutorials", "how-to", "explanation", "reference")


def list_anchors(path: Path) -> set[str]:
    """What `#...` can name in a page, as forges make it from titles."""
    text = re.sub(r"^```.*?^```$", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return {
        re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in TITLE.findall(text)
    }


def list_broken(path: Path) -> list[str]:
    """The relative links of a page that lead nowhere."""
    broken = []
    for target in LINK.findall(path.read_text("utf-8")):
        if re.match(r"[a-z]+:", target) or "{{" in target:
            continue
        name, _, anchor = target.partition("#")
        place = (path.parent / name).resolve() if name else path
        if not place.exists() or (anchor and anchor not in list_anchors(place)):
            broken.append(target)
    return broken


def test_every_link_leads_somewhere():
    broken = [f"{show(path)}: {target}" for path in LINKED for target in list_broken(path)]
    assert broken == []


def test_a_broken_link_is_seen(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "# One title\n[a](other.md) [b](#one-title) [c](#two) [d](https://example.org)\n"
    )
    assert list_broken(page) == ["other.md", "#two"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_examples_give_what_they_say(path):
    """Those of docs/explanation are also run with the core's own tests; these are all of them."""
    assert doctest.testfile(str(path), module_relative=False).failed == 0


def test_every_page_is_in_the_index_under_its_kind():
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    listed = {target for target in LINK.findall(index) if target.split("/")[0] in KINDS}
    written = {str(path.relative_to(ROOT / "docs")) for path in PAGES if path.parent.name in KINDS}
    assert written - listed == set()
    order = [index.index(f"]({kind}/") for kind in KINDS]
    assert order == sorted(order)


def test_the_first_screen_of_the_readme_holds_the_two_commands():
    first_screen = "\n".join((ROOT / "README.md").read_text("utf-8").splitlines()[:25])
    (commands,) = list_code(first_screen, language="console")
    assert re.findall(r"^\$ (make \w+)", commands, re.MULTILINE) == ["make demo", "make test"]


def test_pages_have_one_title():
    wrong = []
    for path in PAGES:
        text = re.sub(r"^```.*?^```$", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
        if len(re.findall(r"^# ", text, re.MULTILINE)) != 1:
            wrong.append(f"{show(path)}: not one title")
    assert wrong == []
