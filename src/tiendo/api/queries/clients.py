"""The door to clients: for those who configure the unit."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tiendo.api.models import Client
from tiendo.org.models import UnitVersion
from tiendo.org.queries import in_force
from tiendo.people.queries import Actor, require_anywhere
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import NotFound


def clients_for(actor: Actor, on: date) -> QuerySet[Client]:
    """The clients of units that the actor may configure, newest first; NotAllowed for who configures nothing."""
    require_anywhere(actor, Verb.CONFIGURE)
    units = in_force(on).filter(actor.scope(Verb.CONFIGURE)).order_by().values("unit_id")
    return Client.objects.filter(unit_id__in=units).order_by("ended_at", "-id")


def client_for(actor: Actor, number: int, on: date) -> Client:
    """One client by its number."""
    found = clients_for(actor, on).filter(pk=number).first()
    if found is None:
        raise NotFound(_("There is no such client among those that you manage."))
    return found


def units_of(clients: Iterable[Client], on: date) -> dict[int, UnitVersion]:
    """The units of clients as they are on a day, by the unit's number."""
    return units_of_ids({client.unit_id for client in clients}, on)


def units_of_ids(unit_ids: Iterable[int], on: date) -> dict[int, UnitVersion]:
    """Units as they are on a day, by number; those that have ended are left out."""
    return {unit.unit_id: unit for unit in in_force(on).filter(unit_id__in=list(unit_ids))}
