"""The look of mails: literal colors, because few mail programs know custom properties."""

from kwartier.ui.themes import Theme

_RULES = (
    ("body", (("background", "bg"), ("color", "ink"))),
    (".sheet", (("background", "surface"), ("border-color", "line"))),
    (".brand, .brand a", (("color", "brand-ink"),)),
    ("a", (("color", "brand-ink"),)),
    (".button a", (("background", "brand"), ("color", "on-brand"))),
    (".quiet", (("color", "ink-2"),)),
    (".facts th", (("color", "ink-2"),)),
    (".facts th, .facts td", (("border-color", "line"),)),
)

_SHAPE = """\
body { margin: 0; padding: 24px 12px; font: 17px/1.5 Figtree, system-ui, "Segoe UI", Roboto, Arial, sans-serif; }
.sheet { max-width: 560px; margin: 0 auto; padding: 28px 24px; border: 1px solid; border-radius: 16px; overflow-wrap: anywhere; word-break: break-word; }
.brand { margin: 0 0 24px; font-size: 20px; font-weight: 700; }
.brand a { text-decoration: none; }
h1 { margin: 0 0 16px; font-size: 24px; line-height: 1.2; }
p, ul, ol { margin: 0 0 16px; }
.button { margin: 24px 0; }
.button a { display: inline-block; padding: 14px 24px; border-radius: 10px; font-weight: 700; text-decoration: none; }
.code { font: 700 28px/1.2 ui-monospace, Menlo, Consolas, monospace; letter-spacing: .08em; }
.facts { width: 100%; border-collapse: collapse; margin: 0 0 16px; }
.facts th, .facts td { padding: 10px 0; border-top: 1px solid; text-align: left; font-weight: 400; vertical-align: top; }
.facts td { text-align: right; font-weight: 600; }
.quiet { font-size: 14px; }
.foot { max-width: 560px; margin: 16px auto 0; padding: 0 24px; }
"""


def mail_css(theme: Theme) -> str:
    """The style sheet of a mail: light by default, dark where the mail program asks for it."""
    light = "\n".join(_rule(theme, selector, parts, 0) for selector, parts in _RULES)
    dark = "\n".join(_rule(theme, selector, parts, 1) for selector, parts in _RULES)
    return f"{_SHAPE}{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"


def _rule(theme: Theme, selector: str, parts: tuple[tuple[str, str], ...], scheme: int) -> str:
    said = " ".join(f"{name}: {theme.colors[token][scheme]};" for name, token in parts)
    return f"{selector} {{ {said} }}"
