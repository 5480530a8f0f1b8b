"""Template tags: icons, formats, states, fields, refusals. ``{% load ui %}``.

Formats take their locale from the page's context variable ``locale`` (set by the context processor;
mails pass their own), else from the active language and the brand's country.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kwartier.platform import clock
from kwartier.ui import charts, formats, markup, states, tables, words
from kwartier.ui.context import find_theme
from kwartier.ui.dial import Dial
from kwartier.ui.icons import icon_svg, mark_svg, motif_svg
from kwartier.ui.linking import write_links
from kwartier.ui.mails import mail_css

register = template.Library()
register.filter("linked", write_links)
_TICK = (
    '<svg viewBox="0 0 12 12" aria-hidden="true">'
    '<path d="m2 6.5 3 3 5-7" fill="none" stroke="currentColor" stroke-width="2"/></svg>'
)


def locale_of(context: Context) -> str:
    """The locale in which this page writes its numbers and dates."""
    known = context.get("locale")
    if known:
        return str(known)
    brand = context.get("brand") or getattr(context.get("request"), "brand", None)
    return formats.locale_for(get_language() or "en", getattr(brand, "country", ""))


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon from ``ui/icons``; decoration, so the words stand beside it."""
    return mark_safe(icon_svg(name))


@register.simple_tag
def ring_motif(turning: bool = False) -> SafeString:  # noqa: FBT001, FBT002 - a tag's argument
    """The quarter as an ornament of empty pages; ``turning`` says that something is under way."""
    return mark_safe(motif_svg(is_turning=turning))


@register.simple_tag
def font_url(file: str) -> str:
    """The address of a font file among the static files."""
    return static(f"ui/fonts/{file}")


@register.simple_tag(takes_context=True)
def mail_style(context: Context) -> SafeString:
    """The style sheet of a mail in the brand's colors, for the ``<style>`` of ``ui/mail.html``."""
    return mark_safe(mail_css(find_theme(context.get("brand"))))


@register.simple_tag(takes_context=True)
def brand_mark(context: Context) -> SafeString:
    """The mark: a ring of 24 cells, a quarter of them lit where the brand lights it."""
    theme = context.get("theme")
    return mark_safe(mark_svg(theme.mark_turn if theme else -90))


def _keep(amount: str) -> str:
    # a line may break between a sign and the euro sign, which the word joiner forbids
    return amount.replace(f"{formats.MINUS}€", f"{formats.MINUS}\u2060€").replace("+€", "+\u2060€")


@register.simple_tag(takes_context=True)
def money(context: Context, cents: int, signed: bool = False) -> str:  # noqa: FBT001, FBT002 - a tag's argument
    """Cents as an amount with its cents: as on the invoice."""
    return _keep(formats.format_money(cents, locale_of(context), signed=signed))


@register.simple_tag(takes_context=True)
def money0(context: Context, cents: int, signed: bool = False) -> str:  # noqa: FBT001, FBT002 - a tag's argument
    """Cents as an amount in whole euro: forecasts."""
    return _keep(formats.format_money(cents, locale_of(context), 0, signed=signed))


@register.simple_tag(takes_context=True)
def exact(context: Context, cents: int) -> str:
    """Cents as an agreed amount, an advance: whole euro without decimals, else with its cents."""
    return _keep(formats.format_exact(cents, locale_of(context)))


@register.simple_tag(takes_context=True)
def kwh(context: Context, wh: int, decimals: int = 0) -> str:
    """Wh as kWh."""
    return formats.format_energy(wh, locale_of(context), decimals)


@register.simple_tag(takes_context=True)
def unit_price(context: Context, micro_eur_per_kwh: int) -> str:
    """Micro-euro per kWh as c€/kWh with 4 decimals. Say the VAT basis beside it."""
    return formats.format_unit_price(micro_eur_per_kwh, locale_of(context))


@register.simple_tag(takes_context=True)
def number(context: Context, value: Decimal | float, decimals: int = 0) -> str:
    """A plain number, grouped."""
    return formats.format_number(value, locale_of(context), decimals)


@register.simple_tag(takes_context=True)
def percent(context: Context, ratio: Decimal | float, decimals: int = 0) -> str:
    """A share (0.124) as a percentage."""
    return formats.format_percent(ratio, locale_of(context), decimals)


@register.simple_tag(takes_context=True)
def day(context: Context, value: date, style: str = "long") -> SafeString:
    """A day in prose inside ``<time>``; styles: long, medium, short (no year), weekday."""
    return markup.write_day(value, locale_of(context), style)


@register.simple_tag(takes_context=True)
def month(context: Context, value: date) -> str:
    """The month and year of a day."""
    return formats.format_month(value, locale_of(context))


@register.simple_tag(takes_context=True)
def instant(context: Context, value: datetime, timezone: str = "") -> SafeString:
    """An instant on the clock of ``timezone`` (else the brand's)."""
    brand = context.get("brand") or getattr(context.get("request"), "brand", None)
    zone = ZoneInfo(timezone or getattr(brand, "timezone_name", "Europe/Brussels"))
    text = formats.format_instant(value, locale_of(context), zone)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), text)


@register.simple_tag(takes_context=True)
def machine_instant(context: Context, value: datetime) -> SafeString:
    """An instant that a library took from the machine's clock, on the brand's calendar."""
    brand = getattr(context.get("request"), "brand", None)
    return instant(context, clock.on_calendar(brand, value) if brand else value)


@register.simple_tag(takes_context=True)
def settlement(context: Context, cents: int, about: bool = False, decimals: int = 0) -> SafeString:  # noqa: FBT001, FBT002 - a tag's argument
    """A settlement (positive: to pay) with its word, sign and, third, its color.

    Where an agent acts for the customer, it is in the customer's favor, and not in yours.
    """
    said = words.settlement_words(
        cents,
        locale_of(context),
        about=about,
        decimals=decimals,
        to_agent="acting_for" in context,
    )
    return format_html('<span class="{}">{}</span>', said.tone, said.text)


@register.simple_tag
def state_of(value: object) -> SafeString:
    """One of the seven states of a value: its shape, then its word."""
    return states.state_markup(value)


@register.simple_tag
def ball(who: str, text: str = "") -> SafeString:
    """Who has the ball: you, us, operator, done; ``text`` replaces the standard word.

    The rooms say ``customer``; to the customer that is *you*.
    """
    holder = states.Ball.YOU if who == "customer" else states.Ball(who)
    tick = _TICK if holder is states.Ball.DONE else ""
    word = markup.write_text(text or states.BALL_WORDS[holder])
    return mark_safe(f'<span class="pill" data-ball="{holder.value}">{tick}{word}</span>')


def _kind_of(widget: object) -> str:
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    return "check" if isinstance(widget, CheckboxInput) else "plain"


@register.inclusion_tag("ui/field.html")
def field(
    bound: BoundField,
    *,
    width: str = "",
    prefix: str = "",
    suffix: str = "",
    size: str = "",
    kind: str = "",
) -> dict[str, Any]:
    """A form field: label, hint, error, control.

    ``width`` is xs, s or m; ``size="l"`` makes the label the page's question; ``kind="cards"`` frames
    each choice.
    """
    return {
        "field": bound,
        "shape": "hidden" if bound.is_hidden else _kind_of(bound.field.widget),
        "width": width,
        "prefix": prefix,
        "suffix": suffix,
        "size": size,
        "kind": kind,
    }


def _name_first(bound: BoundField, text: str) -> str:
    # out of the field's sight, "this field is required" says nothing: the label goes first
    label = str(bound.label).rstrip(":")
    if label.endswith("?"):
        return f"{label} {text}"
    return _("%(label)s: %(text)s") % {"label": label, "text": text}


@register.inclusion_tag("ui/error_summary.html")
def error_summary(*forms: BaseForm, title: str = "") -> dict[str, Any]:
    """The list of what is wrong, which takes the focus and links to each field; nothing if all is well."""
    errors: list[dict[str, str]] = []
    for form in forms:
        if not form.is_bound:
            continue
        errors += [{"href": "", "text": str(text)} for text in form.non_field_errors()]
        for bound in form:
            target = bound.id_for_label or f"{bound.auto_id}_0"
            errors += [
                {"href": f"#{target}", "text": _name_first(bound, str(text))}
                for text in bound.errors
            ]
    return {"errors": errors, "title": title}


@register.inclusion_tag("ui/refusals.html", takes_context=True)
def refusals(
    context: Context,
    obstacles: Iterable[Any],
    *,
    actions: Mapping[str, Mapping[str, str]] | None = None,
    title: str = "",
    intro: str = "",
    footer: str = "",
) -> dict[str, Any]:
    """Obstacles as a numbered list, those with a button that the customer can press first.

    ``obstacles`` are :class:`kwartier.platform.errors.Refusal`; ``actions`` maps a refusal's code, or
    its ``action``, to ``{"url", "label"}``: the button that lifts it; ``not_<action>`` is a link for who
    cannot do that. ``otherwise`` is the way to an agent: the button of those without one of their own,
    and always a link of the others, however many they have.
    """
    known = actions or {}
    otherwise = known.get("otherwise")
    rows = []
    for obstacle in obstacles:
        own = known.get(obstacle.code) or known.get(obstacle.action or "")
        instead = known.get(f"not_{obstacle.action}")
        agent = otherwise if own and own != otherwise else None
        rows.append(
            {
                "refusal": obstacle,
                "button": own or otherwise,
                "own": own is not None,
                "other_ways": [way for way in (instead, agent) if way],
            }
        )
    rows.sort(key=lambda row: not row["own"])
    return {
        "rows": rows,
        "title": title,
        "intro": intro,
        "footer": footer,
        "locale": locale_of(context),
    }


@register.inclusion_tag("ui/facts.html")
def facts(rows: Iterable[tuple[Any, ...]]) -> dict[str, Any]:
    """Label and value pairs: ``(label, value)`` or ``(label, value, note)``."""
    return {"rows": [(row[0], row[1], row[2] if len(row) > 2 else "") for row in rows]}  # noqa: PLR2004


@register.simple_tag(takes_context=True)
def figure(context: Context, shown: charts.Figure, *, card: bool = False) -> SafeString:
    """A figure: finding, key, picture, table, downloads; ``card`` puts it on a sheet."""
    return markup.write_figure(shown, locale_of(context), card=card)


@register.simple_tag(takes_context=True)
def table(
    context: Context,
    shown: tables.Table,
    *,
    show_caption: bool = False,
    stack: bool = False,
    empty: str = "",
) -> SafeString:
    """A table of typed values; ``empty`` is said when it has no rows."""
    return markup.write_table(
        shown, locale_of(context), show_caption=show_caption, stack=stack, empty=empty
    )


@register.simple_tag(takes_context=True)
def dial(context: Context, shown: Dial, *, submit: bool = True) -> SafeString:
    """The dial inside the page's own ``<form method="get">``; ``submit`` adds the primary button."""
    return markup.write_dial(shown, locale_of(context), submit=submit)


@register.simple_tag
def ring(shown: charts.Ring) -> SafeString:
    """A day ring; put it in an element of class ``ring`` beside its words."""
    return charts.ring(shown)


@register.simple_tag
def sparkline(shown: charts.Sparkline) -> SafeString:
    """A sparkline."""
    return charts.sparkline(shown)


@register.simple_tag
def band_meter(shown: charts.BandMeter) -> SafeString:
    """A settlement on its band."""
    return charts.band_meter(shown)


@register.simple_tag
def share_bar(shares: tuple[charts.Share, ...]) -> SafeString:
    """A bar cut by components, beside amounts in words."""
    return charts.share_bar(shares)
