"""What waits for whom. Each list is one statement, after one that asks which tasks are an owner's."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from tiendo.people.queries import Actor
from tiendo.people.queries_lending import by_same_hands
from tiendo.requests.models import Explanation, ExplanationEntry, Extension
from tiendo.rules.permissions import Verb, allows
from tiendo.rules.requests import Step
from tiendo.tasks.queries import assignments_allowing, assignments_for


def extensions_to_decide_for(actor: Actor, on: date) -> QuerySet[Extension]:
    """The open requests for more time on which the actor may decide, the oldest first: not those of the same hands."""
    reach = assignments_allowing(actor, Verb.EXTEND, on)
    found = Extension.objects.filter(answer=None, assignment__in=reach)
    return found.exclude(by_same_hands(actor, Verb.ASK_EXTENSION)).order_by("recorded_at", "id")


def explanations_to_answer_for(actor: Actor, on: date) -> QuerySet[Explanation]:
    """The requests for an explanation that wait for an answer of the actor's units, the earliest due first."""
    found = Explanation.objects.filter(assignment__in=assignments_allowing(actor, Verb.EXPLAIN, on))
    found = found.annotate(last_step=_last("step"), last_due=_last("due_date")).filter(last_step=Step.ASKED)
    return found.order_by("last_due", "id")


def explanations_to_close_for(actor: Actor, on: date) -> QuerySet[Explanation]:
    """The answered ones that the actor's unit asked for and has neither closed nor asked again."""
    found = Explanation.objects.filter(
        asked_by(actor), assignment__in=assignments_allowing(actor, Verb.ASK_EXPLANATION, on)
    )
    found = found.annotate(last_step=_last("step"), last_at=_last("recorded_at")).filter(last_step=Step.ANSWERED)
    return found.order_by("last_at", "id")


def extensions_seen_by(actor: Actor, on: date) -> QuerySet[Extension]:
    """All requests for more time of units that the actor may look into, newest first."""
    return Extension.objects.filter(assignment__in=assignments_for(actor, on)).order_by("-recorded_at", "-id")


def explanations_seen_by(actor: Actor, on: date) -> QuerySet[Explanation]:
    """All requests for an explanation of units that the actor may look into, newest first."""
    return Explanation.objects.filter(assignment__in=assignments_for(actor, on)).order_by("-id")


def at_step(found: QuerySet[Explanation], step: Step) -> QuerySet[Explanation]:
    """Those of which this was the last step."""
    return found.annotate(last_step=_last("step")).filter(last_step=step)


def late_among(found: QuerySet[Explanation], on: date) -> QuerySet[Explanation]:
    """Those whose last entry is a question whose last day lies before `on`."""
    return found.annotate(question_due=_last("due_date")).filter(question_due__lt=on)


def asked_by(actor: Actor) -> Q:
    """Explanations that the actor, or the unit that employs the actor, asked for."""
    units = {held.unit_id for held in actor.held if allows(held.role, Verb.ASK_EXPLANATION)}
    own = ExplanationEntry.objects.filter(explanation=OuterRef("pk"), step=Step.ASKED, actor_user=actor.user_id)
    return Q(asking_unit_id__in=units) | Q(Exists(own))


def _last(column: str) -> Subquery:
    """A column of the last entry."""
    last = ExplanationEntry.objects.filter(explanation=OuterRef("pk")).order_by("-id")
    return Subquery(last.values(column)[:1])
