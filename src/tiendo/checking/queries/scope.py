"""Which reports wait for whose verification."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from tiendo.people.queries import Actor
from tiendo.people.queries_lending import by_same_hands
from tiendo.rules.permissions import Verb
from tiendo.rules.progress import Kind, State
from tiendo.tasks.models import Assignment, ProgressEvent
from tiendo.tasks.queries import assignments_allowing


def waiting_for(actor: Actor, on: date) -> QuerySet[Assignment]:
    """The assignments that wait for the actor's verification: without those on which the actor reported."""
    return _waiting(actor, on).filter(~_own_report(actor))


def waiting_for_another(actor: Actor, on: date) -> QuerySet[Assignment]:
    """Those that wait in the actor's reach, on which the actor reported: somebody else must verify them."""
    return _waiting(actor, on).filter(_own_report(actor))


def _waiting(actor: Actor, on: date) -> QuerySet[Assignment]:
    return assignments_allowing(actor, Verb.VERIFY, on).filter(state=State.WAITING)


def _own_report(actor: Actor) -> Exists:
    reports = ProgressEvent.objects.filter(by_same_hands(actor), assignment=OuterRef("pk"), kind=Kind.REPORTED)
    return Exists(reports)
