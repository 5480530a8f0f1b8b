"""A page in English, and what stands on it."""

import html
import re

from django.test import Client

from kwartier.platform.language import LANGUAGE_COOKIE

_AMOUNT = re.compile(r"([−-]?)\u2060?€([\d,]+\.\d\d)")


def open_page(client: Client, url: str, *, status: int = 200) -> str:
    """The markup of a page, entities written out, white space made single."""
    client.cookies[LANGUAGE_COOKIE] = "en"
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code, answer.headers.get("Location"))
    return " ".join(html.unescape(answer.content.decode()).split())


def words_of(markup: str) -> str:
    """Only what a person reads."""
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def amounts_in(markup: str) -> list[int]:
    """Every amount of a piece of a page in cents, in order."""
    return [
        int(number.replace(",", "").replace(".", "")) * (-1 if sign else 1)
        for sign, number in _AMOUNT.findall(markup.replace("+", ""))
    ]


def cut_out(markup: str, start: str, end: str) -> list[str]:
    """The pieces between two marks."""
    return re.findall(f"{re.escape(start)}(.*?){re.escape(end)}", markup)
