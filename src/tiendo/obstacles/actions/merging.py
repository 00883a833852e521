"""Merging obstacles that are the same: they keep their pages, follow the one, and get its answer."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tiendo.gateways.clock import day_of
from tiendo.journal.actions import record_act
from tiendo.obstacles.actions.acts import EntryDraft, append_entry, lock, require_act
from tiendo.obstacles.actions.standings import write_standings
from tiendo.obstacles.models import Obstacle, ObstacleStanding
from tiendo.obstacles.queries.doors import obstacle_for, obstacles_for, places_of
from tiendo.people.queries import Actor
from tiendo.rules.obstacles import OPEN, Kind
from tiendo.rules.refusal import Refused


def merge_obstacles(numbers: Sequence[int], *, into: int, actor: Actor, now: datetime) -> int:
    """Merge open obstacles of the same group that the same unit has into one of them. Returns how many now follow.

    What had been merged into one of them follows the same one. Raises NotFound, NotAllowed or Refused; all or nothing.
    """
    wanted = set(numbers) - {into}
    if not wanted:
        raise Refused(_("Choose at least one other obstacle that is the same."))
    with transaction.atomic():
        lock()
        followers = ObstacleStanding.objects.filter(into_id__in=wanted).values_list("obstacle_id", flat=True)
        every = wanted | set(followers)
        lead = obstacle_for(actor, into, day_of(now))
        found = list(obstacles_for(actor, day_of(now)).filter(pk__in=every).order_by("pk"))
        if len(found) != len(every):
            raise Refused(_("Some of the chosen obstacles are not there any more. Reload the page and choose again."))
        for obstacle in found:
            _require_same(obstacle, lead, wanted, actor, now)
        for obstacle in found:
            draft = EntryDraft(kind=Kind.MERGED)
            append_entry(draft, obstacle=obstacle, actor=actor, now=now, unit_id=lead.standing.unit_id, into=lead)
        write_standings([*every, into], now)
        record_act(
            code="obstacles.obstacle.merged",
            author=actor,
            subject=f"{lead.pk}: {lead.title}",
            details={"merged": [str(obstacle.pk) for obstacle in found]},
        )
    return len(found)


def _require_same(obstacle: Obstacle, lead: Obstacle, wanted: set[int], actor: Actor, now: datetime) -> None:
    """The right over both, both open and with the same unit, of one group, and the one no follower itself."""
    holders = []
    for each in (obstacle, lead):
        places = places_of(each, each.standing.situation, day_of(now))
        require_act(Kind.MERGED, actor=actor, obstacle=each, places=places)
        holders.append({unit.unit_id for unit in places.holders})
    open_both = obstacle.standing.state in OPEN and lead.standing.state in OPEN
    chosen_alone = obstacle.pk not in wanted or obstacle.standing.into_id is None
    same = obstacle.group_id == lead.group_id and holders[0] == holders[1]
    if not (open_both and chosen_alone and same and lead.standing.into_id is None):
        raise Refused(
            _(
                "The obstacle number %(number)s cannot be merged into number %(into)s: both must be open, of the same "
                "group and with the same unit, and neither merged before."
            )
            % {"number": obstacle.pk, "into": lead.pk}
        )
