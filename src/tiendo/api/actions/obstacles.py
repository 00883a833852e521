"""Obstacles that a program raises."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tiendo.api.actions.reports import key_in_ledger
from tiendo.api.actions.uploads import documents_sent
from tiendo.api.queries.assignments import Named
from tiendo.api.queries.named import assignments_named
from tiendo.obstacles.actions import ObstacleDraft, raise_obstacle
from tiendo.obstacles.models import Obstacle
from tiendo.people.queries import Actor
from tiendo.rules.refusal import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Raising:
    """What a program says of an obstacle. `key`: its own number for this sending."""

    draft: ObstacleDraft
    blocks: tuple[tuple[str, str], ...]
    evidence: tuple[str, ...]
    key: UUID


def raise_from_program(raising: Raising, *, actor: Actor, client_id: int, now: datetime) -> Obstacle:
    """Raise an obstacle once per key. Raises NotAllowed, NotFound or Refused."""
    draft = raising.draft
    names = [Named(programme, task, draft.unit) for programme, task in raising.blocks]
    there = assignments_named(actor, names, now)
    files = documents_sent(client_id, raising.evidence)
    obstacle = raise_obstacle(
        ObstacleDraft(
            unit=draft.unit,
            group=draft.group,
            title=draft.title,
            description=draft.description,
            proposal=draft.proposal,
            remover=draft.remover,
            remover_note=draft.remover_note,
            assignments=tuple(assignment.pk for assignment, _version in there),
            documents=tuple(files.values()),
            key=key_in_ledger(client_id, raising.key),
        ),
        actor=actor,
        now=now,
    )
    said = (draft.title.strip(), draft.description.strip(), draft.proposal.strip())
    if said != (obstacle.title, obstacle.description, obstacle.proposal):
        raise Refused(
            _("The key %(key)s was used for another obstacle before. Send this one under a new key.")
            % {"key": raising.key}
        )
    return obstacle
