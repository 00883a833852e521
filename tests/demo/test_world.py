"""The demo world in the database: made once, complete, and with something that arrived late."""

import json
import time
from collections.abc import Callable
from subprocess import CompletedProcess

import pytest
from django.contrib.auth import authenticate
from planned_world import NGHE_AN

from people_made import logged_in
from tiendo.demo.accounts import LOGINS, PASSWORD
from tiendo.demo.plan import fact_rows, make_plan
from tiendo.demo.practice import CODE, make_practice
from tiendo.demo.published import CONFIRMED_AT, CUT_OFFS
from tiendo.demo.world import read_places
from tiendo.figures.models import CutOff, StateConfirmation
from tiendo.gateways import clock
from tiendo.gateways.machine import MachineAuthor
from tiendo.people.models import Position, User
from tiendo.rules.light import Light
from tiendo.rules.permissions import Role
from tiendo.tasks.actions import Loaded, load_progress
from tiendo.tasks.models import Assignment, Programme, ProgressEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
Tiendo = Callable[..., CompletedProcess[str]]


def test_a_second_call_says_at_once_that_the_world_is_there(tiendo: Tiendo) -> None:
    events, began = ProgressEvent.objects.count(), time.monotonic()
    said = tiendo("world").stdout
    assert "loaded already" in said
    assert all(login.username in said for login in LOGINS)
    assert time.monotonic() - began < 10  # a second on a quiet machine
    assert ProgressEvent.objects.count() == events


def test_every_planned_fact_is_in_the_ledger_once() -> None:
    plan = make_plan(read_places())
    planned = ProgressEvent.objects.exclude(assignment__task__programme__code=CODE)
    assert planned.count() == len(plan.facts) + len(plan.late)
    again = load_progress(fact_rows(plan.late), author=MachineAuthor(), now=clock.now())
    assert again == Loaded(added=0, known=len(plan.late))


def test_every_role_has_a_sample_account_that_can_log_in() -> None:
    assert {login.role for login in LOGINS} == set(Role)
    for login in LOGINS:
        user = authenticate(username=login.username, password=PASSWORD)
        assert user is not None
        assert Position.objects.filter(user__username=login.username, role=login.role).count() == 1


def test_every_commune_and_province_has_a_responsible_position() -> None:
    assert Position.objects.filter(user=None, role=Role.REPORTER).count() == 3321 + 34
    assert not Assignment.objects.filter(task__programme__code="KH02-X", responsible=None).exists()
    assert not Assignment.objects.filter(responsible__user__isnull=False).exists()


def test_the_sample_owner_owns_the_commune_tasks() -> None:
    position = Position.objects.get(user__username="so-khcn")
    assert position.ownerships.filter(task__programme__code="KH02-X").count() == 16


def test_the_cut_offs_are_published_before_the_late_events() -> None:
    assert tuple(CutOff.objects.order_by("at").values_list("at", flat=True)) == CUT_OFFS
    last = CutOff.objects.order_by("-at").values_list("last_event", flat=True)[0]
    late = ProgressEvent.objects.filter(pk__gt=last).exclude(assignment__task__programme__code=CODE)
    assert late.count() == len(make_plan(read_places()).late)
    assert all(event.recorded_at <= CUT_OFFS[2] for event in late)


def test_the_state_of_nghe_an_is_confirmed_green() -> None:
    confirmation = StateConfirmation.objects.get()
    assert (confirmation.at, confirmation.light) == (CONFIRMED_AT, Light.GREEN)
    assert "Trung tâm Chỉ huy" in confirmation.confirmed_unit


def test_the_board_shows_the_published_distribution(tiendo: Tiendo) -> None:
    words = ("--programme", "KH02-X", "--unit", NGHE_AN, "--at", "2025-08-06 16:00", "--json")
    shown = json.loads(tiendo("board", *words).stdout)
    assert shown["distribution"] == {"16": 69, "15": 10, "14": 25, "13": 21, "12": 5}
    assert (shown["rank"]["place"], shown["light"]) == (20, "green")


@pytest.mark.parametrize(
    ("username", "waits"),
    [
        ("xa", ("M1", "M5", "bị trả lại", "giải trình")),
        ("so-khcn", ("Niêm yết danh mục thủ tục tại trụ sở",)),
        ("thuong-truc", ("Đường truyền dự phòng chưa được cấp",)),
        ("lanh-dao-tinh", ("Rà soát tài khoản công vụ của cán bộ",)),
    ],
)
def test_who_tries_a_role_finds_open_work(username: str, waits: tuple[str, ...]) -> None:
    client = logged_in(User.objects.get(username=username), "vi")
    page = client.get("/my-work/").content.decode()
    assert [text for text in waits if text.casefold() not in page.casefold()] == []


def test_the_programme_to_practise_with_says_that_it_is_illustrative_and_is_made_once() -> None:
    assert "minh hoạ" in Programme.objects.get(code=CODE).title
    assert make_practice(author=MachineAuthor(), now=clock.now()) == 0


@pytest.mark.parametrize(("username", "lands"), [("lanh-dao-tinh", "/my-work/"), ("lanh-dao", "/programmes/KH02-X/")])
def test_a_leader_lands_on_what_waits_and_else_on_the_board(username: str, lands: str) -> None:
    client = logged_in(User.objects.get(username=username), "vi")
    assert client.get("/")["Location"].startswith(lands)
