"""Urging: who still has to report, told at once, once a day, by those who may."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from ledger_rows import assignment_of, load, rows, small_programme
from notice_world import actor, at, channel, world

from people_made import AUTHOR, person
from tiendo.gateways.clock import day_of, now
from tiendo.journal.models import Entry
from tiendo.notices.actions.urging import Selection, urge
from tiendo.notices.models import Notice, Urge
from tiendo.notices.queries import urged_of
from tiendo.notices.queries.missing import missing_for, to_report, told
from tiendo.org.queries import version_of
from tiendo.rules.permissions import Role
from tiendo.rules.refusal import NotAllowed, Refused
from tiendo.rules.rhythm import Rhythm, meets
from tiendo.tasks.actions import load_tasks
from tiendo.tasks.models import Assignment, Programme

pytestmark = pytest.mark.django_db
ON = date(2025, 8, 22)
NOW = at(ON, 10)


def selection(*units: str, task: str = "", within: str = "") -> Selection:
    """Units of the programme TEST by their codes."""
    return Selection(
        programme=Programme.objects.get(code="TEST"),
        units=tuple(version_of(unit, ON) for unit in units),
        within=version_of(within, ON) if within else None,
        task=task,
    )


def test_the_unit_and_its_head_are_told_and_the_act_is_kept() -> None:
    cast = world()
    channel(cast["a"])
    done = urge(selection("16681"), actor=actor(cast["body"]), note=" Báo cáo trước 16 giờ. ", now=NOW)
    assert (done.units, done.tasks, done.passed_over, done.notices) == (1, 2, 0, 2)
    made = Notice.objects.filter(kind="urge").order_by("user__username")
    assert [(row.user.username, row.state) for row in made if row.user] == [
        ("can-bo-a", "due"),
        ("duyet-a", "no_channel"),
    ]
    assert {row.note for row in made} == {"Báo cáo trước 16 giờ."}
    assert "standing_body 40" in made[0].author
    assert [line["task"] for line in made[0].lines] == ["A", "B"]
    entry = Entry.objects.get(code="notices.units.urged")
    assert (entry.subject, entry.details["tasks"]) == ("TEST", 2)


def test_a_unit_is_urged_on_a_task_once_a_day() -> None:
    cast = world()
    urge(selection("16681", task="A"), actor=actor(cast["body"]), note="", now=NOW)
    again = urge(selection("16681"), actor=actor(cast["leader"]), note="", now=NOW + timedelta(hours=1))
    assert (again.tasks, again.passed_over) == (1, 1)
    with pytest.raises(Refused, match="urged today already"):
        urge(selection("16681"), actor=actor(cast["body"]), note="", now=NOW + timedelta(hours=2))
    assert urge(selection("16681"), actor=actor(cast["body"]), note="", now=NOW + timedelta(days=1)).tasks == 2
    assert Urge.objects.count() == 4


def test_pages_can_ask_who_urged_last() -> None:
    cast = world()
    urge(selection("16681", task="A"), actor=actor(cast["body"]), note="x", now=NOW)
    urge(selection("16681", task="A"), actor=actor(cast["leader"]), note="y", now=NOW + timedelta(days=1))
    [found] = urged_of([assignment_of().pk]).values()
    assert (found.count, found.note, found.urged_at) == (2, "y", NOW + timedelta(days=1))
    assert "lanh-dao-x" in found.actor


def test_a_filter_reaches_all_units_of_the_scope_that_owe_a_report() -> None:
    cast = world()
    load("TEST,A,16690,reported,40,,2025-08-20 09:00", "TEST,B,16690,reported,10,,2025-08-20 09:00")
    done = urge(selection(), actor=actor(cast["body"]), note="", now=NOW)
    assert (done.units, done.tasks) == (1, 2)


def test_nobody_urges_outside_of_the_scope_or_without_the_right() -> None:
    cast = world()
    elsewhere = person("thuong-truc-y", Role.STANDING_BODY, "38")
    for who in (cast["a"], cast["head"], elsewhere):
        with pytest.raises(NotAllowed):
            urge(selection("16681"), actor=actor(who), note="", now=NOW)
    with pytest.raises(NotAllowed):
        urge(selection(within="40"), actor=actor(elsewhere), note="", now=NOW)
    with pytest.raises(Refused, match="Nobody among those"):
        urge(selection(), actor=actor(elsewhere), note="", now=NOW)
    assert not Urge.objects.exists()


def test_where_all_have_reported_nothing_is_sent() -> None:
    cast = world()
    load("TEST,A,16681,reported,100,,2025-08-20 09:00", "TEST,B,16681,reported,10,,2025-08-20 09:00")
    with pytest.raises(Refused, match="Nobody among those"):
        urge(selection("16681"), actor=actor(cast["body"]), note="", now=NOW)


def test_the_list_names_units_with_what_is_overdue_first_and_who_can_be_reminded() -> None:
    cast = world()
    load("TEST,A,16690,reported,40,,2025-08-20 09:00", "TEST,B,16690,reported,10,,2025-08-20 09:00")
    programme = Programme.objects.get(code="TEST")
    on = date(2025, 9, 3)
    found = missing_for(actor(cast["body"]), programme, within=None, on=on)
    assert [(row.unit.code, row.tasks, row.overdue) for row in found.units] == [("16681", 2, 1), ("16690", 1, 1)]
    assert (found.tasks, found.given_units) == (3, 2)
    beside = told(list(found.units), programme, on)
    assert [beside[row.unit.unit_id].has_people for row in found.units] == [True, True]
    one = missing_for(actor(cast["a"]), programme, within=None, on=on)
    assert [row.unit.code for row in one.units] == ["16681"]


@pytest.mark.parametrize("rhythm", Rhythm)
@pytest.mark.parametrize(
    "reported", ["", "2025-08-10", "2025-07-20", "2025-08-04", "2025-08-20", "2025-08-21", "2025-08-22"]
)
def test_the_twin_in_sql_says_of_a_rhythm_what_the_rule_says(rhythm: Rhythm, reported: str) -> None:
    small_programme()
    header = "programme,code,level,title,targets,recurrence,recorded_at"
    line = f"TEST,R,commune,Việc R,16681,{rhythm.value},2025-07-02 08:00"
    load_tasks(rows(header, line), author=AUTHOR, now=now())
    if reported:
        load(f"TEST,R,16681,reported,40,,{reported} 09:00")
    row = Assignment.objects.get(task__code="R")
    for on in (date(2025, 7, 3), ON, date(2025, 9, 1), date(2025, 10, 1), date(2026, 1, 5)):
        kept = meets(rhythm, last_report_date=row.reported_date, on=on, started_date=day_of(row.assigned_at))
        assert Assignment.objects.filter(to_report(on), Q(pk=row.pk)).exists() is not kept


def test_one_question_for_one_unit_and_for_three() -> None:
    cast = world()
    programme, who = Programme.objects.get(code="TEST"), actor(cast["leader"])
    counts = []
    for within in (version_of("16681", ON), None):
        with CaptureQueriesContext(connection) as asked:
            told(list(missing_for(who, programme, within=within, on=ON).units), programme, ON)
        counts.append(len(asked))
    assert counts[0] == counts[1]
