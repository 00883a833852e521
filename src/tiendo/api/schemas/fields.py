"""The kinds of values in requests and answers. What does not fit its kind is answered with 400.

A value that fits its kind and still cannot be (a moment in the year 3, a percentage with three decimals) is refused
with 409: the description can't say it, so the answer has to.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import Field, PlainSerializer, PlainValidator, StringConstraints, WithJsonSchema

from tiendo.gateways.clock import ZONE
from tiendo.gateways.spreadsheets import FIRST_YEAR, LAST_YEAR
from tiendo.rules.refusal import Refused

_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}:[0-9]{2}:)([0-9]{2})(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_KEY = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")
LARGEST = 2**63 - 1
MOST = 500  # rows on one page


def _moment(value: Any) -> datetime:
    """A moment with its zone, as RFC 3339 writes it."""
    # In an address a "+" that was not encoded arrives as a space.
    text = value.replace(" ", "+") if isinstance(value, str) else ""
    parts = _MOMENT.fullmatch(text)
    if parts is None:
        raise ValueError("write a moment as 2025-08-06T16:00:00+07:00, with its zone")
    day, hour, second, fraction, zone = parts.groups()
    second = "59" if second == "60" else second  # a leap second is the last one of its minute here
    moment = datetime.fromisoformat(f"{day}T{hour}{second}{(fraction or '')[:7]}{zone.upper()}")
    try:
        year = moment.astimezone(ZONE).year
    except OverflowError:
        year = 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(_("The moment %(moment)s lies outside of every record. Choose another one.") % {"moment": value})
    return moment


def _day(value: Any) -> date:
    """A day as 2025-08-06."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("write a day as 2025-08-06")
    day = date.fromisoformat(value)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused(_("The day %(day)s lies outside of every record. Choose another one.") % {"day": value})
    return day


def _key(value: Any) -> UUID:
    """A UUID with its hyphens."""
    if not isinstance(value, str) or not _KEY.fullmatch(value):
        raise ValueError("write a key as a UUID with hyphens")
    return UUID(value)


def _percent(value: Any) -> Decimal:
    """A percentage from 0 to 100; a number, or a text with at most two decimals."""
    if isinstance(value, str) and not _PERCENT.fullmatch(value):
        raise ValueError("write a percentage as 53.08")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("write a percentage as a number or a text")
    percent = Decimal(str(value))
    if not percent.is_finite() or not 0 <= percent <= 100:
        raise ValueError("a percentage lies between 0 and 100")
    if percent != round(percent, 2):
        raise Refused(_("A percentage has at most two decimals. Round it and send it again."))
    return percent.quantize(Decimal("0.01"))


def _written(moment: datetime) -> str:
    return moment.astimezone(ZONE).isoformat()


Moment = Annotated[datetime, PlainValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})]
Day = Annotated[date, PlainValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Key = Annotated[UUID, PlainValidator(_key), WithJsonSchema({"type": "string", "format": "uuid"})]
Percent = Annotated[
    Decimal,
    PlainValidator(_percent),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": 100},
                {"type": "string", "pattern": r"^(100(\.0{1,2})?|[0-9]{1,2}(\.[0-9]{1,2})?)$"},
            ]
        }
    ),
]
Code = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00-\x1F\x7F/]+$")]
Words = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1F\x7F]*$")]
Note = Annotated[str, StringConstraints(max_length=10_000, pattern=r"^[^\x00]*$")]
Sum = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
After = Annotated[int, Field(ge=0, le=LARGEST, description="Only rows after this number: `next` of the page before.")]
Limit = Annotated[int, Field(ge=1, le=MOST, description="At most so many rows.")]
Year = Annotated[int, Field(ge=1900, le=9998, description="Only assignments first due in this year.")]

MomentOut = Annotated[datetime, PlainSerializer(_written, return_type=str)]
PercentOut = Annotated[
    Decimal,
    PlainSerializer(lambda value: f"{value:.2f}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]+\.[0-9]{2}$"}, mode="serialization"),
]
