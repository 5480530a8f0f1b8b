"""What a browser says of itself, in the two words that a person recognizes."""

import re

# The order decides: Edge and Opera call themselves Chrome too, and Chrome calls itself Safari.
_BROWSERS = (
    (r"Edg(?:e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/|Chromium/", "Chrome"),
    (r"Safari/", "Safari"),
)
_SYSTEMS = (
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"Mac OS X|Macintosh", "macOS"),
    (r"CrOS", "ChromeOS"),
    (r"Linux", "Linux"),
)
_LONGEST_UNKNOWN = 40


def name_browser(user_agent: str) -> str:
    """A user agent as ``Firefox, Windows``; its first 40 characters if it is none that we know."""
    known = [name for name in (_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent)) if name]
    return ", ".join(known) or user_agent[:_LONGEST_UNKNOWN]


def _first(patterns: tuple[tuple[str, str], ...], user_agent: str) -> str | None:
    return next((name for pattern, name in patterns if re.search(pattern, user_agent)), None)
