"""The look of a brand: the tokens of a small file per brand, on screen and on paper."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

KEY = re.compile(r"[a-z][a-z0-9-]*\Z")
_FOLDER = "brand_tokens"


@dataclass(frozen=True, slots=True)
class Theme:
    """A brand's tokens: ``colors`` maps a name to (light, dark), ``shape`` a name to a CSS value."""

    key: str
    name: str
    navigation: str
    mark_turn: int
    font_files: tuple[str, ...]
    shape: Mapping[str, str]
    colors: Mapping[str, tuple[str, str]]

    @property
    def css(self) -> str:
        """The path of the generated style sheet among the static files."""
        return f"ui/brand-{self.key}.css"

    @property
    def mark(self) -> str:
        """The path of the generated favicon among the static files."""
        return f"ui/mark-{self.key}.svg"


def parse_theme(text: str) -> Theme:
    """Read a token file (TOML).

    Raises:
        KeyError: a top-level entry is missing.
        tomllib.TOMLDecodeError: the text is not TOML.
    """
    read: dict[str, Any] = tomllib.loads(text)
    return Theme(
        key=str(read["key"]),
        name=str(read["name"]),
        navigation=str(read.get("navigation", "bar")),
        mark_turn=int(read.get("mark_turn", -90)),
        font_files=tuple(str(name) for name in read.get("font_files", ())),
        shape={str(name): str(value) for name, value in read["shape"].items()},
        colors={str(name): (str(pair[0]), str(pair[-1])) for name, pair in read["colors"].items()},
    )


@cache
def get_theme(key: str) -> Theme:
    """The theme shipped for a brand.

    Raises:
        FileNotFoundError: no token file has this key.
    """
    if not KEY.match(key):
        raise FileNotFoundError(key)
    file = resources.files("kwartier.platform") / _FOLDER / f"{key}.toml"
    return parse_theme(file.read_text(encoding="utf-8"))


def list_theme_keys() -> tuple[str, ...]:
    """The keys of all shipped themes, sorted."""
    folder = resources.files("kwartier.platform") / _FOLDER
    return tuple(
        sorted(
            file.name.removesuffix(".toml")
            for file in folder.iterdir()
            if file.name.endswith(".toml")
        )
    )
