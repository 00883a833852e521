"""A published moment reopens as it was published, whatever arrives later."""

import json
from datetime import datetime

import pytest
from ledger_rows import Tester, load, rows, small_programme

from tiendo.figures.actions import publish_cutoff
from tiendo.figures.models import CutOff
from tiendo.figures.queries.basis import basis_of
from tiendo.figures.queries.board import Question, board
from tiendo.figures.queries.rows import late_events
from tiendo.figures.queries.summary import summary
from tiendo.gateways.clock import ZONE, now
from tiendo.tasks.actions import load_tasks, seal_events
from tiendo.tasks.models import Programme

pytestmark = pytest.mark.django_db
FIRST, SECOND = datetime(2025, 7, 20, 16, tzinfo=ZONE), datetime(2025, 8, 6, 16, tzinfo=ZONE)


def publish(at: datetime) -> CutOff:
    seal_events()
    return publish_cutoff(at=at, actor=Tester(), now=now())


def ask(at: datetime) -> dict[str, object]:
    programme = Programme.objects.get(code="TEST")
    return summary(board(Question(programme, basis_of(at, now=now(), programme=programme))))


@pytest.fixture(autouse=True)
def published() -> None:
    small_programme()
    load(
        "TEST,A,16681,reported,100,,2025-07-21 09:00",
        "TEST,A,16681,verified,,,2025-07-22 09:00",
        "TEST,B,16690,reported,20,,2025-07-10 09:00",
    )
    publish(FIRST)
    publish(SECOND)


def test_each_record_holds_the_figures_of_its_own_moment() -> None:
    done = [json.loads(cutoff.record)["figures"]["TEST"]["tasks"]["done"] for cutoff in CutOff.objects.order_by("at")]
    assert done == [0, 1]


def test_late_events_show_beside_the_published_figure() -> None:
    before = ask(SECOND)
    load(
        "TEST,B,16690,reported,100,,2025-07-11 09:00",
        "TEST,B,16690,verified,,,2025-07-12 09:00",
        "TEST,A,16681,annulled,,,2025-07-23 09:00,,,nhầm,2025-07-22 09:00",
        "TEST,A,16690,withdrawn,,,2025-07-23 09:00,,,không áp dụng",
    )
    assert ask(SECOND) == before
    basis = basis_of(SECOND, now=now())
    assert len(late_events(basis)) == 4
    known_now = board(Question(Programme.objects.get(code="TEST"), basis.as_known_now)).own.tasks
    assert (known_now.done, known_now.total) == (1, 3)


def test_a_task_given_later_with_an_earlier_moment_is_not_part_of_what_was_published() -> None:
    before = ask(SECOND)
    load_tasks(
        rows("programme,code,level,title,targets,recorded_at", "TEST,LATE,commune,x,17329,2025-07-03 08:00"),
        author=Tester(),
        now=now(),
    )
    load("TEST,LATE,17329,reported,40,,2025-07-21 10:00")
    assert ask(SECOND) == before
