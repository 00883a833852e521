"""Policies of the sample world, its published cut-offs, and the confirmation of a state."""

from datetime import date, datetime
from decimal import Decimal

from tiendo.demo.catalogue import NGHE_AN
from tiendo.demo.office_hours import at
from tiendo.figures.actions import add_light_policy, confirm_state, publish_cutoff
from tiendo.figures.models import CutOff, LightPolicyVersion, StateConfirmation
from tiendo.journal.actions import Author
from tiendo.org.models import UnitKind
from tiendo.org.queries import version_of
from tiendo.tasks.models import Programme

RED_SHARE, WARN_DAYS = Decimal("0.10"), 3
START, AUTUMN = at(date(2025, 7, 1), 0), at(date(2025, 9, 1), 0)
# From when, for which programme and kind of unit, the milestone, and whether only a complete unit is green.
POLICIES = (
    (START, "KH02-T", UnitKind.PROVINCE, date(2025, 9, 1), False, "Mốc 01/9/2025 (ngưỡng minh hoạ)"),
    (AUTUMN, "KH02-T", UnitKind.PROVINCE, date(2026, 1, 1), False, "Mốc 01/01/2026 (ngưỡng minh hoạ)"),
    (START, "KH02-X", UnitKind.COMMUNE, None, True, "Xã xanh khi đủ nhiệm vụ (ngưỡng minh hoạ)"),
)
CUT_OFFS = tuple(
    at(date(2025, month, day)) for month, day in ((7, 31), (8, 6), (8, 10), (8, 14), (8, 24), (9, 8), (9, 22), (10, 15))
)
CONFIRMED_AT = at(date(2025, 9, 8))
CONFIRMATION = "Xác nhận trạng thái xanh: 130/130 xã, phường hoàn thành 16/16 nhiệm vụ."


def add_policies(*, author: Author) -> int:
    """The versions of the light policies that are not there yet. Returns how many are new."""
    added = 0
    for since, code, kind, milestone, complete, basis in POLICIES:
        programme = Programme.objects.get(code=code)
        there = LightPolicyVersion.objects.filter(programme=programme, unit_kind=kind, effective_from=since)
        if there.exists():
            continue
        add_light_policy(
            programme=programme,
            unit_kind=kind,
            effective_from=since,
            red_share=RED_SHARE,
            warn_days=WARN_DAYS,
            milestone_date=milestone,
            complete_for_green=complete,
            basis=basis,
            author=author,
        )
        added += 1
    return added


def publish(*, actor: Author, now: datetime) -> int:
    """The cut-offs that are not published yet, in order. Returns how many are new."""
    there = set(CutOff.objects.filter(at__in=CUT_OFFS).values_list("at", flat=True))
    missing = [moment for moment in CUT_OFFS if moment not in there]
    for moment in missing:
        publish_cutoff(at=moment, actor=actor, now=now)
    return len(missing)


def confirm(*, actor: Author, now: datetime) -> int:
    """The command centre confirms Nghệ An's state of 8/9/2025, once. Returns 1 if that is new."""
    programme, unit = Programme.objects.get(code="KH02-X"), version_of(NGHE_AN, CONFIRMED_AT.date())
    there = StateConfirmation.objects.filter(programme=programme, unit_id=unit.unit_id, at=CONFIRMED_AT)
    if there.exists():
        return 0
    confirm_state(programme=programme, unit=unit, at=CONFIRMED_AT, actor=actor, note=CONFIRMATION, now=now)
    return 1
