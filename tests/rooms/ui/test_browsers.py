"""A session and an entry of the access log name a browser that a person recognizes."""

import pytest

from kwartier.ui.browsers import name_browser

_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox, Windows",
        ),
        (
            f"Mozilla/5.0 (X11; Linux x86_64) {_WEBKIT} Chrome/140.0.0.0 Safari/537.36",
            "Chrome, Linux",
        ),
        (
            f"Mozilla/5.0 (Linux; Android 15) {_WEBKIT} Chrome/140.0.0.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        (
            f"Mozilla/5.0 (Windows NT 10.0) {_WEBKIT} Chrome/140.0.0.0 Safari/537.36 Edg/140.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
    ],
)
def test_a_browser_has_a_name_that_a_person_recognizes(user_agent: str, name: str) -> None:
    assert name_browser(user_agent) == name


def test_a_long_unknown_user_agent_is_cut() -> None:
    assert name_browser("x" * 200) == "x" * 40
