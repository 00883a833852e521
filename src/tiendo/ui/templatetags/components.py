"""The components as template tags: `{% load components %}`. docs/how-to/components.md shows each."""

from datetime import datetime
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.forms import Form
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tiendo.rules import numbers
from tiendo.rules.light import Verdict
from tiendo.ui import drawing, terms

register = template.Library()


@register.simple_tag
def asset(name: str) -> str:
    """The address of a static file with a mark of its contents, so that browsers may keep it for long."""
    return f"{static(name)}?v={_mark(name)}"


@register.inclusion_tag("ui/light.html")
def light(code: str) -> dict[str, Any]:
    """A light: colour, icon and word."""
    return {"code": str(code), "word": terms.LIGHTS[str(code)]}


@register.inclusion_tag("ui/state.html")
def state(code: str) -> dict[str, Any]:
    """The state of an assignment in words; `overdue` and `recurring` are words of lists, not stored states."""
    return {"code": str(code), "word": terms.STATES[str(code)]}


@register.inclusion_tag("ui/change.html")
def change(value: int | None) -> dict[str, Any]:
    """Places or units gained (positive) or lost, with words for a screen reader."""
    return {"value": value, "size": abs(value or 0)}


@register.inclusion_tag("ui/share.html")
def share(numerator: int, denominator: int, href: str = "") -> dict[str, Any]:
    """Numerator / denominator (percent), the first part a link where `href` is given."""
    return {
        "numerator": numerator,
        "denominator": denominator,
        "percent": numbers.percent(numerator, denominator),
        "href": href,
    }


@register.inclusion_tag("ui/bar.html")
def bar(numerator: int, denominator: int, tone: str = "", mark: int | None = None) -> dict[str, Any]:
    """A bar from zero, as long as the share; `mark` is a target in percent. The number stands beside it in text."""
    return {"width": drawing.bar_width(numerator, denominator), "tone": tone, "mark": mark}


@register.inclusion_tag("ui/spark.html")
def spark(values: list[int | None], best: int, worst: int, label: str) -> dict[str, Any]:
    """A small line of places over time, best on top; `label` says it in words."""
    return {"spark": drawing.spark(values, best=best, worst=worst), "label": label}


@register.inclusion_tag("ui/sort_head.html", takes_context=True)
def sort_head(context: Context, key: str, label: str, kind: str = "") -> dict[str, Any]:
    """A column head that sorts by the query parameter `sort`; `kind="num"` for numbers (right-aligned)."""
    asked = context["request"].GET.get("sort", "")
    order = "ascending" if asked == key else "descending" if asked == f"-{key}" else ""
    target = f"-{key}" if asked == key else key
    return {"href": _query(context, sort=target), "label": label, "kind": kind, "order": order}


@register.simple_tag(takes_context=True)
def with_query(context: Context, **changes: Any) -> str:
    """The present address with some query parameters changed (None: taken away)."""
    return _query(context, **changes)


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """One field of a form: label above, hint, errors beside it, the control tied to them."""
    errors = [f"{bound.id_for_label}_error"] if bound.errors else []
    hint = [f"{bound.id_for_label}_helptext"] if bound.help_text else []
    if errors or hint:
        bound.field.widget.attrs["aria-describedby"] = " ".join([*errors, *hint])
    return {"field": bound}


@register.inclusion_tag("ui/error_summary.html")
def error_summary(form: Form) -> dict[str, Any]:
    """All errors of a form; takes the focus and leads to the fields."""
    return {"form": form}


@register.filter
def short_percent(value: Decimal | None) -> str:
    """A percentage with exactly two decimals and no sign, for columns in which the decimals must line up."""
    return "–" if value is None else numbers.number(value.quantize(Decimal("0.01")), terms.language())


@register.filter
def short_day(value: datetime | None) -> str:
    """The day of a moment as 06/8, for places with little room."""
    if value is None:
        return "–"
    here = value.astimezone(numbers.HANOI)
    return f"{here.day}/{here.month}"


@register.filter
def term(code: str, family: str) -> str:
    """The word for a code of a family of `tiendo.ui.terms`: {{ role|term:"ROLES" }}."""
    words: dict[str, Any] = getattr(terms, family)
    return str(words[str(code)])


@register.filter
def source_word(code: str) -> str:
    """How an event came in, in words; what an office wrote into its file stays as it is."""
    return str(terms.SOURCES.get(code, code))


@register.filter
def short_moment(value: datetime | None) -> str:
    """A moment in a column: 15h12 06/08/2025 or 15:12 06/08/2025."""
    if value is None:
        return "–"
    here = value.astimezone(numbers.HANOI)
    clock = f"{here:%H}h{here:%M}" if terms.language() == "vi" else f"{here:%H:%M}"
    return f"{clock} {numbers.day_text(here.date(), terms.language())}"


@register.filter
def whole(value: Decimal | None) -> str:
    """A reported percentage without needless decimals, for columns."""
    return "–" if value is None else numbers.percent_text(value, terms.language()).removesuffix("%")


@register.filter
def size(value: int | None) -> int:
    """How far from zero."""
    return abs(value or 0)


@register.filter
def signed(value: int) -> str:
    """+2, −1, 0: with its sign."""
    return f"+{value}" if value > 0 else f"−{-value}" if value < 0 else "0"


@register.filter
def reason(verdict: Verdict) -> str:
    """Why a light is what it is."""
    return terms.reason(verdict)


@register.filter
def heat_cell(code: str | None) -> SafeString:
    """A cell of a table of many states: a sign, and the word for who does not see it."""
    if code is None:
        return SafeString("<td></td>")
    return format_html(
        '<td class="s-{}"><span role="img" aria-label="{}">{}</span></td>',
        code,
        terms.STATES[code],
        terms.STATE_SIGNS[code],
    )


@cache
def _mark(name: str) -> str:
    """Eight letters of the hash of the contents, read once per process. FileNotFoundError without such a file."""
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return sha256(Path(found).read_bytes()).hexdigest()[:8]


def _query(context: Context, **changes: Any) -> str:
    asked = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            asked.pop(name, None)
        else:
            asked[name] = str(value)
    return f"?{asked.urlencode(safe=':')}"
