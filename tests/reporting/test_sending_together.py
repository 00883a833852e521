"""Sendings at the same instant, each by its own connection: the same key counts once, and nobody overwrites another."""

import threading
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections

from tiendo.gateways.clock import day_of, now
from tiendo.people.models import User
from tiendo.people.queries import Actor, actor_of
from tiendo.reporting.actions import Outcome, Sending, send_reports
from tiendo.tasks.models import Assignment, ProgressEvent

pytestmark = pytest.mark.usefixtures("world")  # committed rows: other connections must see them
AT_ONCE = 6


def actor(username: str) -> Actor:
    """A sample account as it acts today."""
    return actor_of(User.objects.get(username=username), day_of(now()))


def sending(key: UUID, percent: int = 50) -> Sending:
    """A report on the first task of xã Anh Sơn by somebody who has seen all that is recorded."""
    task = Assignment.objects.filter(unit__versions__code="17329").order_by("pk")[0]
    last = ProgressEvent.objects.filter(assignment=task).order_by("-pk").first()
    return Sending(assignment_id=task.pk, key=key, seen=last.pk if last else 0, percent=Decimal(percent))


def together(sendings: Sequence[tuple[Sending, Actor]]) -> Counter[Outcome]:
    """Send all at once, and say how often each outcome came."""
    ready = threading.Barrier(len(sendings))
    outcomes: Counter[Outcome] = Counter()

    def one(offered: Sending, who: Actor) -> None:
        connection.ensure_connection()
        ready.wait(30)
        try:
            outcomes[send_reports([offered], actor=who, now=now())[0].outcome] += 1
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=pair) for pair in sendings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


def test_the_same_key_at_the_same_instant_counts_once(django_db_blocker: pytest.FixtureRequest) -> None:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        offered = sending(uuid4())
        outcomes = together([(offered, actor("xa"))] * AT_ONCE)
        recorded = ProgressEvent.objects.filter(key=offered.key).count()
    assert outcomes == {Outcome.RECORDED: 1, Outcome.SENT_BEFORE: AT_ONCE - 1}
    assert recorded == 1


def test_two_people_at_the_same_instant_never_pass_each_other(django_db_blocker: pytest.FixtureRequest) -> None:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        outcomes = together([(sending(uuid4(), 30), actor("xa")), (sending(uuid4(), 70), actor("duyet"))])
    assert outcomes == {Outcome.RECORDED: 1, Outcome.CONFLICT: 1}
