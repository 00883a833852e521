"""What the doors of lent positions need: one that the sample account `xa` lends."""

from datetime import timedelta

from tiendo.gateways import clock
from tiendo.people.actions_lending import lend_position
from tiendo.people.models import Position
from tiendo.people.queries import actor_of


def places() -> dict[str, str]:
    """The position of `xa`, lent for a week to the approver of the same commune, from tomorrow on."""
    position = Position.objects.select_related("user").get(user__username="xa", lent_from=None)
    assert position.user is not None
    today = clock.day_of(clock.now())
    lent = lend_position(
        position=position,
        to="duyet",
        valid_from=today + timedelta(days=1),
        valid_to=today + timedelta(days=8),
        reason="nghỉ phép",
        actor=actor_of(position.user, today),
        today=today,
    )
    return {"lent": str(lent.pk)}
