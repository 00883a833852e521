"""Adding a supporting unit's part to an assignment."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tiendo.documents.actions import Fit, register, store
from tiendo.gateways.clock import day_of
from tiendo.journal.actions import record_act
from tiendo.org.models import UnitVersion
from tiendo.people.queries import Actor
from tiendo.reporting.models import Contribution
from tiendo.reporting.queries.supporting import is_open, supporters_for
from tiendo.reporting.queries.targets import Target
from tiendo.rules.refusal import NotAllowed, Refused
from tiendo.tasks.models import Assignment


def add_contribution(
    *, target: Target, supporter: UnitVersion, text: str, key: UUID, fit: Fit | None, actor: Actor, now: datetime
) -> bool:
    """Append a part in the name of a supporting unit; False where it was sent before. Raises NotAllowed, Refused."""
    version = target.version
    if supporter.unit_id not in {own.unit_id for own in supporters_for(actor, target.assignment, version, day_of(now))}:
        raise NotAllowed(
            _("%(unit)s is not among the units in whose name you can add.") % {"unit": supporter.full_name}
        )
    if not text.strip():
        raise Refused(_("Say what your unit has done for this task."))
    if fit is not None:
        store(fit)
    with transaction.atomic():
        # The lock makes a second sending of the same form wait for the first.
        assignment = Assignment.objects.select_for_update(no_key=True).get(pk=target.assignment.pk)
        if Contribution.objects.filter(key=key).exists():
            return False
        if not is_open(assignment):
            raise Refused(_("The task is no longer open, so nothing can be added. What you typed is still here."))
        Contribution.objects.create(
            assignment=assignment,
            unit_id=supporter.unit_id,
            text=text.strip(),
            document=register(fit, now=now) if fit is not None else None,
            actor=actor.name,
            actor_user=actor.user_id,
            actor_unit=actor.unit_name,
            key=key,
            recorded_at=now,
        )
        record_act(
            code="reporting.part.added",
            author=actor,
            subject=f"{target.assignment.task.programme.code}/{target.assignment.task.code}/{version.code}",
            details={"unit": supporter.code, "file": fit.name if fit is not None else None},
        )
    return True
