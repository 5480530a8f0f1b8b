"""The markup of a figure, a table and the dial, which many pages show and the busiest one all at once.

Written here and not by a template: their texts are few and their parts many, and a template looks
each part up anew. Every text is escaped unless it is markup already.
"""

from datetime import date
from functools import lru_cache
from html import escape

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kwartier.ui import formats, tables
from kwartier.ui.charts import Figure
from kwartier.ui.dial import Dial
from kwartier.ui.icons import icon_svg

_LONG_AMOUNT = 3  # more signs than this need a smaller letter
_MOST_LANGUAGES = 16


def write_text(text: str | Promise) -> str:
    """A text as markup: escaped, unless it is markup."""
    said = str(text)
    return said if isinstance(said, SafeString) else escape(said)


def write_day(day: date, locale: str, style: str = "long") -> SafeString:
    """A day inside ``<time>``; styles: long, medium, short (no year), weekday.

    Raises:
        KeyError: there is no such style.
    """
    return _write_day(day, locale, style)


@lru_cache(maxsize=8_192)
def _write_day(day: date, locale: str, style: str) -> SafeString:
    makers = {
        "long": formats.format_day,
        "medium": formats.format_day_medium,
        "short": formats.format_day_short,
        "weekday": formats.format_weekday,
    }
    text = escape(makers[style](day, locale))
    return SafeString(f'<time datetime="{day.isoformat()}" class="nb">{text}</time>')


def write_table(
    shown: tables.Table,
    locale: str,
    *,
    show_caption: bool = False,
    stack: bool = False,
    empty: str = "",
) -> SafeString:
    """A table of typed values; ``empty`` is said when it has no rows."""
    caption = write_text(shown.caption)
    hidden = "" if show_caption else ' class="vh"'
    heads = "".join(
        f'<th scope="col"{_is_left(column, at)}>{write_text(column.label)}</th>'
        for at, column in enumerate(shown.columns)
    )
    rows = tables.rows_markup(shown, locale, stacks=stack)
    if not rows:
        said = write_text(empty) if empty else _("Nothing here yet")
        rows = SafeString(
            f'<tr><td class="data__empty" colspan="{len(shown.columns)}">{said}</td></tr>'
        )
    foot = tables.foot_markup(shown, locale, stacks=stack)
    return SafeString(
        f"""<div class="scroll" tabindex="0" role="region" aria-label="{caption}">
<table class="data"{" data-stack" if stack else ""}>
  <caption{hidden}>{caption}</caption>
  <thead><tr>{heads}</tr></thead>
  <tbody>{rows}</tbody>
  {f"<tfoot>{foot}</tfoot>" if foot else ""}
</table>
</div>
"""
    )


def _is_left(column: tables.Column, at: int) -> str:
    return " data-left" if at > 0 and column.kind in tables.LEFT_KINDS else ""


def write_figure(shown: Figure, locale: str, *, card: bool = False) -> SafeString:
    """A figure: finding, key, picture, table, downloads; ``card`` puts it on a sheet."""
    say = f'<p class="figure__say">{write_text(shown.say)}</p>' if shown.say else ""
    return SafeString(
        f"""<figure class="figure{" card" if card else ""}">
  <figcaption id="{write_text(shown.finding_id)}">{write_text(shown.finding)}</figcaption>
  {say}
  {_write_key(shown)}
  <div class="figure__pic">{write_text(shown.picture)}</div>
  {_write_foot(shown, locale)}
</figure>
"""
    )


def _write_key(shown: Figure) -> str:
    if not shown.legend:
        return ""
    items = (
        f'<li><svg viewBox="0 0 18 12" aria-hidden="true">{item.picture}</svg>{write_text(item.label)}</li>'
        for item in shown.legend
    )
    return f'<ul class="key">{"".join(items)}</ul>'


def _write_foot(shown: Figure, locale: str) -> str:
    if not (shown.table or shown.csv_url):
        return ""
    table = links = ""
    if shown.table:
        rows = write_table(shown.table, locale)
        table = f'<details class="more"><summary>{_("Show the table")}</summary>{rows}</details>'
    files = ((shown.csv_url, "CSV"), (shown.xlsx_url, "XLSX"))
    if any(url for url, _kind in files):
        written = (f'<a href="{write_text(url)}" download>{kind}</a>' for url, kind in files if url)
        links = f'<p class="figure__links">{"".join(written)}</p>'
    return f"""<div class="figure__foot">
    {table}
    {links}
  </div>"""


def write_dial(dial: Dial, locale: str, *, submit: bool = True) -> SafeString:
    """The dial inside the page's own form; ``submit`` adds the primary button."""
    name, settlement = escape(dial.name), dial.settlement
    label = write_text(dial.label) if dial.label else _("Your monthly advance")
    month = escape(formats.format_month(dial.settlement_on, locale))
    step, euros = {"step": dial.step}, dial.step_cents // 100
    less = ngettext("%(step)s euro less", "%(step)s euros less", euros) % step
    more = ngettext("%(step)s euro more", "%(step)s euros more", euros) % step
    settled = _("Settlement of %(settled)s, simulated") % {"settled": month}
    return SafeString(
        f"""<div {_data_of_dial(dial)}>
  <button class="vh" tabindex="-1" aria-hidden="true">{_("Recalculate")}</button>
  <label for="id_{name}"><b>{label}</b></label>
  {_write_error(dial, name)}
  <div class="dial">
    <button class="btn" name="step" value="-1" aria-label="{less}">−</button>
    {_write_amount(dial, name)}
    <button class="btn" name="step" value="1" aria-label="{more}">+</button>
  </div>
  <div class="range">
    <input type="range" min="{dial.lowest}" max="{dial.highest}" step="{dial.step}" value="{dial.slider_value}" aria-label="{_("Monthly advance")}" aria-valuetext="{escape(dial.spoken)}">
    {dial.ticks}
  </div>
  <p class="nojs mt3"><button class="btn" data-size="s">{_("Recalculate")}</button></p>
  <div class="result">
    <p class="small">{settled}</p>
    <output for="id_{name}" aria-live="polite"><span class="result__fig {settlement.tone}" data-dial-figure>{escape(settlement.text)}</span><span class="small" data-dial-band>{escape(dial.band)}</span></output>
  </div>
  {_write_submit(dial, locale) if submit else ""}
</div>
"""
    )


def _data_of_dial(dial: Dial) -> str:
    """What the page's script calculates with, and the sentences that it says."""
    return (
        f'data-dial data-locale="{escape(dial.script_locale)}" data-current="{dial.current_cents}"'
        f' data-left="{dial.left_count}" data-intercept="{dial.intercept_cents}"'
        f' data-low="{dial.low_intercept_cents}" data-high="{dial.high_intercept_cents}"'
        f' data-texts="{_script_texts(get_language())}"{" data-open" if dial.is_open else ""}'
    )


@lru_cache(maxsize=_MOST_LANGUAGES)
def _script_texts(language: str | None) -> str:  # noqa: ARG001 - the sentences speak it
    return escape(Dial.script_texts())


def _write_error(dial: Dial, name: str) -> str:
    if not dial.error:
        return ""
    said = f'<span class="vh">{_("Error:")} </span>{write_text(dial.error)}'
    return (
        f'<p class="field__error mt2" id="id_{name}_error">{icon_svg("circle-alert")}'
        f"<span>{said}</span></p>"
    )


def _write_amount(dial: Dial, name: str) -> str:
    described = f" id_{name}_error" if dial.error else ""
    # Who sent something that was refused lands on the field that is marked, with or without a script.
    invalid = ' aria-invalid="true" autofocus' if dial.error else ""
    long = " data-long" if len(dial.shown) > _LONG_AMOUNT else ""
    return (
        f'<span class="dial__num"><input id="id_{name}" name="{name}" type="text"'
        f' inputmode="decimal" autocomplete="off" value="{escape(dial.shown)}"'
        f' aria-describedby="id_{name}_unit{described}"{invalid}{long}>'
        f'<span id="id_{name}_unit">{_("€ a month")}</span></span>'
    )


def _write_submit(dial: Dial, locale: str) -> str:
    off = "" if dial.is_change else ' aria-disabled="true"'
    since = ""
    if dial.effective_on:
        told = {"effective": write_day(dial.effective_on, locale)}
        since = f"{_('From the advance of %(effective)s on.') % told} "
    return f"""<p class="mt5"><button class="btn full" data-kind="primary" name="next" value="check" data-dial-go{off}>{escape(dial.button)}</button></p>
  <p class="small muted mt3">{since}{_("You check before you confirm.")}</p>"""
