"""Write the style sheets and favicons of all themes again: ``python -m kwartier.ui``, after a token changed."""

from pathlib import Path

from kwartier.ui import themes

STATIC = Path(__file__).resolve().parent / "static"


def write_themes() -> None:
    """Render every theme into the static files.

    Raises:
        ValueError: a token file has a finding, contrast for instance; nothing of it is written.
    """
    for key in themes.list_theme_keys():
        theme = themes.get_theme(key)
        css = themes.render_css(theme)
        (STATIC / theme.css).write_text(css, encoding="utf-8")
        (STATIC / theme.mark).write_text(themes.render_mark(theme), encoding="utf-8")


if __name__ == "__main__":
    write_themes()
