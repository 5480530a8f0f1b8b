"""What a document quotes from the product, and what the product's pages say."""

import html
import re
from pathlib import Path

SECTION = re.compile(r"^## (?:\d+\. )?(.+)$", re.MULTILINE)
CODE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INVISIBLE = re.compile(r"<(script|style|svg|head)\b.*?</\1>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")


def read_sections(path: Path) -> dict[str, str]:
    """The text under each second heading of a page."""
    _, *pieces = SECTION.split(path.read_text("utf-8"))
    return dict(zip(pieces[::2], pieces[1::2], strict=True))


def list_quotations(text: str) -> list[str]:
    """What stands in block quotes, each in one line."""
    blocks = re.findall(r"(?:^> .*\n?)+", text, re.MULTILINE)
    return [squeeze(re.sub(r"^> ", "", block, flags=re.MULTILINE)) for block in blocks]


def list_code(text: str, *, language: str) -> list[str]:
    """The code blocks of a language."""
    return [body for name, body in CODE.findall(text) if name == language]


def list_commands(text: str) -> list[str]:
    """What is typed after a prompt in the console blocks, in order."""
    blocks = list_code(text, language="console")
    return [
        line[2:].split("  #")[0].rstrip()
        for block in blocks
        for line in block.splitlines()
        if line[:2] == "$ "
    ]


def squeeze(text: str) -> str:
    """One space between words, none before a full stop or a comma."""
    return re.sub(r" ([.,:])", r"\1", " ".join(text.split()))


def read_page(content: str) -> str:
    """What a person reads of a page."""
    return squeeze(html.unescape(TAG.sub(" ", INVISIBLE.sub(" ", content))))
