"""Numbers, days and moments as they are written: Vietnamese as in administrative documents, and English.

Decree 30/2020/NĐ-CP, Annex I: a zero goes before days under 10 and before months 1 and 2, and before no other
month. Columns and forms on screen use dd/mm/yyyy throughout, so that days line up. docs/rules/vietnamese.md.
"""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from math import floor
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")

_TO_VIETNAMESE = str.maketrans(",.", ".,")
_NO_PERCENT = "–"


def percent(numerator: int | Decimal, denominator: int | Decimal) -> Decimal | None:
    """The percentage to two decimals, halves away from zero; None where there is nothing to divide by."""
    if denominator == 0:
        return None
    hundredths = Fraction(numerator) / Fraction(denominator) * 10_000
    rounded = floor(abs(hundredths) + Fraction(1, 2))
    return Decimal(rounded if hundredths >= 0 else -rounded).scaleb(-2)


def number(value: int | Decimal, language: str) -> str:
    """1.234,5 in Vietnamese, 1,234.5 in English; the decimals as they are."""
    english = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,d}"
    return english.translate(_TO_VIETNAMESE) if _is_vietnamese(language) else english


def percent_text(value: Decimal | None, language: str) -> str:
    """72,35% or 100%: no zeros at the end of the decimals; a dash where there is no percentage."""
    if value is None:
        return _NO_PERCENT
    short = value.normalize()
    return number(short.quantize(Decimal(1)) if short == short.to_integral_value() else short, language) + "%"


def share_text(numerator: int, denominator: int, language: str) -> str:
    """14/23 (60,87%): what a share was made of, and its percentage where it has one."""
    share = f"{number(numerator, language)}/{number(denominator, language)}"
    value = percent(numerator, denominator)
    return share if value is None else f"{share} ({percent_text(value, language)})"


def two_digits(count: int) -> str:
    """02, 10, 130: a count from 1 to 9 gets a zero before it in official text. ValueError below 0."""
    if count < 0:
        raise ValueError(f"a count is not negative: {count}")
    return f"0{count}" if 0 < count < 10 else str(count)


def day_text(day: date, language: str) -> str:
    """06/08/2025, in both languages: this is Vietnam's order in English text too."""
    _primary(language)  # refuses a language that is not written here, as everywhere in this module
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def official_day_text(day: date) -> str:
    """06/8/2025: the Vietnamese administrative form, for running text and documents."""
    month = f"0{day.month}" if day.month <= 2 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year:04d}"


def moment_text(moment: datetime, language: str = "vi") -> str:
    """16h00 ngày 06/8/2025, or 16:00, 06/08/2025; in Hanoi's time. ValueError without a time zone."""
    here = _in_hanoi(moment)
    if _is_vietnamese(language):
        return f"{here:%H}h{here:%M} ngày {official_day_text(here.date())}"
    return f"{here:%H:%M}, {day_text(here.date(), language)}"


def at_text(moment: datetime, language: str) -> str:
    """16 giờ ngày 06/8/2025 (16 giờ 30 …), or 16:00 on 06/08/2025: for sentences. ValueError without a time zone."""
    here = _in_hanoi(moment)
    if _is_vietnamese(language):
        minutes = f" {here:%M}" if here.minute else ""
        return f"{here:%H} giờ{minutes} ngày {official_day_text(here.date())}"
    return f"{here:%H:%M} on {day_text(here.date(), language)}"


def _in_hanoi(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs a time zone: {moment.isoformat()}")
    return moment.astimezone(HANOI)


def _is_vietnamese(language: str) -> bool:
    return _primary(language) == "vi"


def _primary(language: str) -> str:
    primary = language.lower().split("-")[0]
    if primary not in ("vi", "en"):
        raise ValueError(f"numbers and days are written in 'vi' or 'en', not in {language!r}")
    return primary
