"""Numbers, days and moments on screen are written by one set of rules, in both languages."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation
from house_plan import SOURCE, name_of

VALUES = {
    "count": 1234567,
    "few": 7,
    "share": Decimal("53.08"),
    "whole": Decimal("100.00"),
    "nothing": None,
    "day": date(2025, 8, 6),
    "moment": datetime(2025, 8, 6, 9, 0, tzinfo=UTC),
}
WRITTEN = [
    ("{{ count|number }}", "1.234.567", "1,234,567"),
    ("{{ few|two_digits }}", "07", "07"),
    ("{{ share|percent }}", "53,08%", "53.08%"),
    ("{{ whole|percent }}", "100%", "100%"),
    ("{{ nothing|percent }}", "–", "–"),
    ("{{ nothing|number }}", "–", "–"),
    ("{{ day|day }}", "06/08/2025", "06/08/2025"),
    ("{{ nothing|day }}", "–", "–"),
    ("{{ moment|moment }}", "16h00 ngày 06/8/2025", "16:00, 06/08/2025"),
]
# Django's own ways to write a number or a day: a second spelling of the rules in tiendo.rules.numbers. The ISO form and
# plain digits are what a browser's fields read; nobody sees them. Names of weekdays and months are no numbers.
SECOND_SPELLING = re.compile(
    r"\|\s*(date(?!:['\"](Y-m-d|c|l|F Y)['\"])|time|floatformat|localize|unlocalize|intcomma"
    r"|stringformat(?!:['\"]d['\"])|timesince)\b"
)


@pytest.mark.parametrize(("text", "vietnamese", "english"), WRITTEN)
def test_a_template_writes_as_the_rules_do(text: str, vietnamese: str, english: str) -> None:
    for language, expected in (("vi", vietnamese), ("en", english)):
        with translation.override(language):
            assert Template(text).render(Context(VALUES)) == expected


def test_no_template_writes_numbers_or_days_in_another_way() -> None:
    wrong = [
        f"{name_of(path)}: {found.group()}"
        for path in sorted(SOURCE.rglob("templates/**/*"))
        if path.is_file()
        for found in SECOND_SPELLING.finditer(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []
