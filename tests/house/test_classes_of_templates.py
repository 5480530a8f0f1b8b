"""A class that a template names is known to a style sheet or a script: else nothing looks as it was meant."""

import re

from house_files import ROOT

HOUSE = ROOT / "src" / "kwartier"
# A mail carries a style sheet of its own.
MAILS = re.compile(r"templates/(mail/|ui/mail\.)")
TAG = re.compile(r"\{[%{].*?[%}]\}")


def test_every_class_of_a_template_is_known():
    known = "\n".join(
        path.read_text("utf-8")
        for suffix in ("css", "js")
        for path in HOUSE.glob(f"*/static/**/*.{suffix}")
    )
    classes = set(re.findall(r"\.([a-z][\w-]*)", known))
    named = {
        (name, path.name)
        for path in HOUSE.glob("*/templates/**/*.html")
        if not MAILS.search(path.as_posix())
        # What a tag writes into a class stays out; the words beside it stay in.
        for written in re.findall(r'class="([^"]*)"', TAG.sub(" ", path.read_text("utf-8")))
        for name in written.split()
    }
    assert len(named) > 500
    assert {each for each in named if each[0] not in classes} == set()
