"""Giving forms out: one for a unit, or one for each commune of a province."""

import hmac
import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from tiendo.gateways.clock import day_of
from tiendo.journal.actions import record_act
from tiendo.org.models import UnitKind, UnitVersion
from tiendo.org.queries import children
from tiendo.people.queries import Actor, require
from tiendo.rules.permissions import Verb
from tiendo.rules.progress import State
from tiendo.rules.refusal import Refused
from tiendo.sheets.form_book import FormSheet, Line
from tiendo.sheets.models import IssuedForm
from tiendo.sheets.queries import require_sender
from tiendo.tasks.models import Assignment

PURPOSE = "tiendo.sheets.form"  # from it and the installation's secret comes the key of the checksum


def issue_forms(*, unit: UnitVersion, communes: bool, actor: Actor, now: datetime) -> UUID:
    """Give out a form for a unit, or one for each commune below it; returns the number of the bundle.

    Raises NotAllowed, or Refused where there is nothing to report on.
    """
    require_sender(actor)
    require(actor, Verb.VIEW, unit)
    units = list(children(unit, day_of(now)).filter(kind=UnitKind.COMMUNE)) if communes else [unit]
    given = open_assignments(units)
    ready = [version for version in units if given[version.unit_id]]
    if not ready:
        raise Refused(_("%(unit)s has no task to report on now, so there is no form.") % {"unit": unit.full_name})
    bundle = uuid4()
    with transaction.atomic():
        made = [
            _form(number, version, given[version.unit_id], bundle, actor, now)
            for number, version in zip(_numbers(len(ready)), ready, strict=True)
        ]
        IssuedForm.objects.bulk_create(made)
        record_act(
            code="sheets.form.issued",
            author=actor,
            subject=unit.full_name,
            details={"forms": len(made), "first": made[0].number},
        )
    return bundle


def open_assignments(units: Sequence[UnitVersion]) -> dict[int, list[Assignment]]:
    """The assignments of units that were not withdrawn, by unit, in the order of programme and code."""
    found: dict[int, list[Assignment]] = defaultdict(list)
    assignments = (
        Assignment.objects.filter(unit_id__in=[unit.unit_id for unit in units])
        .exclude(state=State.WITHDRAWN)
        .select_related("task__programme")
        .order_by("task__programme__code", "task__code")
    )
    for assignment in assignments:
        found[assignment.unit_id].append(assignment)
    return found


def checksum(*, number: str, unit: str, issued_at: datetime, tasks: Sequence[Sequence[str]]) -> str:
    """The HMAC-SHA-256 over what a form is, by the installation's secret."""
    facts = json.dumps(
        [number, unit, issued_at.astimezone(UTC).isoformat(), [list(task) for task in tasks]], ensure_ascii=False
    )
    return salted_hmac(PURPOSE, facts, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()


def fits(given: str, expected: str) -> bool:
    """Whether two checksums are the same, in constant time."""
    return hmac.compare_digest(given.encode(), expected.encode())


def sheets_of(forms: Sequence[IssuedForm]) -> list[FormSheet]:
    """Forms as they are to be written, with how each task stands now."""
    given: dict[tuple[int, str, str], Assignment] = {
        (assignment.unit_id, assignment.task.programme.code, assignment.task.code): assignment
        for assignment in Assignment.objects.filter(unit_id__in=[form.unit_id for form in forms]).select_related(
            "task__programme"
        )
    }
    return [
        FormSheet(
            number=form.number,
            unit_code=form.unit_code,
            unit_name=form.unit_name,
            issued_at=form.issued_at,
            checksum=form.checksum,
            lines=[_line(given[form.unit_id, programme, task]) for programme, task in form.tasks],
        )
        for form in forms
    ]


def _form(
    number: int, version: UnitVersion, given: Sequence[Assignment], bundle: UUID, actor: Actor, now: datetime
) -> IssuedForm:
    form = IssuedForm(
        pk=number,
        bundle=bundle,
        unit_id=version.unit_id,
        unit_code=version.code,
        unit_name=version.full_name,
        tasks=[[assignment.task.programme.code, assignment.task.code] for assignment in given],
        issued_at=now,
        issued_by=actor.name,
        issued_user=actor.user_id,
    )
    form.checksum = checksum(number=form.number, unit=form.unit_code, issued_at=now, tasks=form.tasks)
    return form


def _numbers(count: int) -> list[int]:
    """The next numbers of forms: they are part of the checksum, so they are drawn before the rows are made."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('sheets_issuedform', 'id')) FROM generate_series(1, %s)", [count]
        )
        return [number for (number,) in cursor.fetchall()]


def _line(assignment: Assignment) -> Line:
    return Line(
        programme=assignment.task.programme.code,
        task=assignment.task.code,
        title=assignment.task.title,
        due_date=assignment.due_date,
        state=assignment.state,
        percent=assignment.percent,
    )
