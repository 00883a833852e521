"""Publishing a moment, and confirming a state. docs/rules/cutoff.md tells what is fixed and why."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from tiendo.figures.models import CutOff, LightPolicyVersion, RankRuleVersion, StateConfirmation
from tiendo.figures.queries.basis import Basis, basis_of
from tiendo.figures.queries.board import Question, board
from tiendo.figures.queries.cutoffs import KEY_NAME
from tiendo.gateways import signer
from tiendo.gateways.clock import ZONE, day_of
from tiendo.journal.actions import Author, record_act
from tiendo.org.actions import close_tree
from tiendo.org.models import UnitVersion
from tiendo.org.queries import tree_state
from tiendo.rules.refusal import Refused
from tiendo.tasks.actions import last_settled
from tiendo.tasks.models import Programme, Seal
from tiendo.tasks.queries import programme_start
from tiendo.ui.words import moment_words

FORMAT = "tiendo-cutoff-1"


def publish_cutoff(*, at: datetime, actor: Author, now: datetime) -> CutOff:
    """Publish a moment: fix the last sealed event, the versions of policies and tree, and sign the record.

    The ledger must be sealed just before (the caller does it): events after the last seal are not part of it.
    Raises Refused for a moment in the future, or one that is published already.
    """
    if at > now:
        raise Refused(_("The moment %(at)s lies in the future. Choose one up to now.") % {"at": moment_words(at)})
    if CutOff.objects.filter(at=at).exists():
        raise Refused(
            _("The moment %(at)s is published already; what was published stays as it is.") % {"at": moment_words(at)}
        )
    seal = Seal.objects.order_by("-id").only("id", "last_event", "chain").first()
    if seal is None:
        raise Refused(_("Nothing has been recorded and sealed yet. Seal the ledger first."))
    key = settings.HOME / "keys" / KEY_NAME
    _event, last_assignment = last_settled()
    with transaction.atomic():
        cutoff = CutOff(
            at=at,
            published_at=now,
            published_by=actor.name,
            published_unit=actor.unit_name,
            last_event=seal.last_event,
            last_assignment=last_assignment,
            last_light_policy=LightPolicyVersion.objects.aggregate(last=Max("id"))["last"] or 0,
            last_rank_rule=RankRuleVersion.objects.aggregate(last=Max("id"))["last"] or 0,
            tree_version=tree_state().version,
            seal=seal.pk,
            chain=seal.chain,
        )
        cutoff.record = _record(cutoff)
        cutoff.signature = signer.sign(key, cutoff.record)
        cutoff.public_key = signer.public_key(key)
        cutoff.save()
        close_tree(day_of(at), reason=f"cut-off {at.astimezone(ZONE):%Y-%m-%d %H:%M}")
        record_act(code="figures.cutoff.published", author=actor, subject=str(cutoff), details={"seal": seal.pk})
    return cutoff


def confirm_state(
    *, programme: Programme, unit: UnitVersion, at: datetime, actor: Author, note: str, now: datetime
) -> StateConfirmation:
    """Record that the command centre confirms the light that a unit shows at a moment; the light stays derived."""
    basis = basis_of(at, now=now, programme=programme)
    shown = board(Question(programme, basis, unit)).own.light
    if StateConfirmation.objects.filter(programme=programme, unit_id=unit.unit_id, at=at).exists():
        raise Refused(_("The state of %(unit)s at that moment is confirmed already.") % {"unit": unit.full_name})
    with transaction.atomic():
        confirmation = StateConfirmation.objects.create(
            programme=programme,
            unit_id=unit.unit_id,
            at=at,
            light=shown,
            confirmed_at=now,
            confirmed_by=actor.name,
            confirmed_unit=actor.unit_name,
            note=note,
        )
        record_act(
            code="figures.state.confirmed",
            author=actor,
            subject=f"{programme.code} {unit.code} {unit.full_name}",
            details={"light": shown, "at": at.isoformat()},
        )
    return confirmation


def _record(cutoff: CutOff) -> str:
    """The text that is signed: canonical JSON with what is fixed, and the national figures of every programme."""
    basis = Basis(cutoff.at, live=False, cutoff=cutoff)
    values: dict[str, Any] = {
        "format": FORMAT,
        "at": cutoff.at.astimezone(ZONE).isoformat(),
        "published_at": cutoff.published_at.astimezone(ZONE).isoformat(),
        "published_by": cutoff.published_by,
        "published_unit": cutoff.published_unit,
        "last_event": cutoff.last_event,
        "last_assignment": cutoff.last_assignment,
        "last_light_policy": cutoff.last_light_policy,
        "last_rank_rule": cutoff.last_rank_rule,
        "tree_version": cutoff.tree_version,
        "seal": cutoff.seal,
        "chain": cutoff.chain,
        "figures": {
            programme.code: _figures(programme, basis)
            for programme in Programme.objects.select_related("directive").order_by("code")
            if programme_start(programme) <= cutoff.at
        },
    }
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _figures(programme: Programme, basis: Basis) -> dict[str, Any]:
    shown = board(Question(programme, basis))
    return {
        "complete": [shown.own.counted.complete, shown.own.counted.units],
        "tasks": {
            "total": shown.own.tasks.total,
            "done": shown.own.tasks.done,
            "overdue": shown.own.tasks.overdue,
        },
        "lights": {light.value: number for light, number in shown.lights.items()},
        "provinces": {
            row.unit.code: [
                row.counted.complete,
                row.counted.units,
                row.light.value,
                row.place.place if row.place else None,
            ]
            for row in shown.provinces
        },
    }
