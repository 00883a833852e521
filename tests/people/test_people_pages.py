"""Accounts and positions: what an administrator may change, and where it ends."""

import re
from datetime import date

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from people_made import PASSWORD, logged_in, person, position
from tiendo.gateways import clock
from tiendo.journal.queries import entries
from tiendo.people.models import Position, User
from tiendo.rules.permissions import Role

pytestmark = pytest.mark.django_db

NGHE_AN, ANH_SON, HA_NOI = "40", "17329", "01"


def provincial() -> Client:
    """A browser of Nghệ An's administrator."""
    return logged_in(person("qt-nghean", Role.ADMINISTRATOR, NGHE_AN))


def national() -> Client:
    """A browser of the country's administrator."""
    return logged_in(person("qt-vn", Role.ADMINISTRATOR, "VN"))


def draft(**changes: str) -> dict[str, str]:
    """A filled form for a new account."""
    filled = {
        "username": "moi",
        "full_name": "Tài khoản mới",
        "role": "reporter",
        "title": "Cán bộ cập nhật",
        "unit": ANH_SON,
        "scope": "",
        "valid_from": "2025-07-01",
        "valid_to": "",
    }
    return filled | changes


def test_an_account_is_opened_with_its_first_position_and_a_password_that_is_shown_once() -> None:
    client = provincial()
    answer = client.post("/people/+new/", draft())
    assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"]
    shown = re.search(r'<code class="secret">([a-z0-9-]+)</code>', answer.content.decode())
    assert shown and len(shown[1]) == 19
    user = User.objects.get(username="moi")
    assert user.check_password(shown[1])
    held = user.positions.get()
    assert (held.role, held.unit.versions.get().code, held.scope_id) == ("reporter", ANH_SON, held.unit_id)
    assert shown[1] not in client.get("/people/moi/").content.decode()
    assert not any(shown[1] in str(entry.details) + entry.subject for entry in entries())


@pytest.mark.parametrize(("unit", "scope"), [(HA_NOI, ""), ("VN", ""), (ANH_SON, "VN"), ("VN", ANH_SON)])
def test_nobody_gives_a_position_that_reaches_beyond_the_own_scope(unit: str, scope: str) -> None:
    answer = provincial().post("/people/+new/", draft(unit=unit, scope=scope))
    assert answer.status_code == 400
    assert "You have no position that allows this" in answer.content.decode()
    assert not User.objects.filter(username="moi").exists()


CHANGES = ["password", "close", "reopen", "second-factor", "positions/{position}/end", ""]


@pytest.mark.parametrize("change", CHANGES)
def test_an_account_that_also_holds_a_position_outside_can_be_seen_and_not_changed(change: str) -> None:
    user = person("lan", Role.REPORTER, ANH_SON)
    position(user, Role.VIEWER, HA_NOI)
    client = provincial()
    assert "outside of what you manage" in client.get("/people/lan/").content.decode()
    held = user.positions.get(role=Role.REPORTER)
    path = change.format(position=held.pk)
    address = f"/people/lan/{path}/" if path else "/people/lan/"
    answer = client.post(address, draft() | {"valid_to": clock.day_of(clock.now()).isoformat()})
    assert answer.status_code == (400 if not path else 403)
    user.refresh_from_db()
    assert user.is_active and user.check_password(PASSWORD) and user.positions.count() == 2
    held.refresh_from_db()
    assert held.valid_to.year == 9999


def test_an_account_with_positions_elsewhere_only_can_not_be_found() -> None:
    person("hanoi", Role.REPORTER, HA_NOI)
    client = provincial()
    assert client.get("/people/hanoi/").status_code == 404
    assert client.post("/people/hanoi/password/").status_code == 404
    assert "hanoi" not in client.get("/people/").content.decode()


def test_a_position_that_begins_later_counts_already() -> None:
    user = person("lan", Role.REPORTER, ANH_SON)
    position(user, Role.VIEWER, HA_NOI)
    user.positions.filter(role=Role.VIEWER).update(valid_from=date(2090, 1, 1))
    assert provincial().post("/people/lan/password/").status_code == 403


def test_a_position_outside_that_has_ended_hinders_nobody() -> None:
    user = person("lan", Role.REPORTER, ANH_SON)
    position(user, Role.VIEWER, HA_NOI)
    user.positions.filter(role=Role.VIEWER).update(valid_to=date(2025, 8, 1))
    assert provincial().post("/people/lan/password/").status_code == 200


def test_an_account_without_any_position_is_for_those_who_manage_the_country() -> None:
    person("leer")
    client = provincial()
    assert client.get("/people/leer/").status_code == 404
    assert national().post("/people/leer/password/").status_code == 200


def test_a_new_password_ends_the_sessions_of_the_account() -> None:
    user = person("lan", Role.REPORTER, ANH_SON)
    theirs = logged_in(user)
    assert provincial().post("/people/lan/password/").status_code == 200
    assert theirs.get("/account/").status_code == 302
    user.refresh_from_db()
    assert not user.check_password(PASSWORD)


def test_a_closed_account_is_out_at_once_and_can_be_opened_again() -> None:
    theirs = logged_in(person("lan", Role.REPORTER, ANH_SON))
    client = provincial()
    client.post("/people/lan/close/")
    assert theirs.get("/account/").status_code == 302
    client.post("/people/lan/reopen/")
    assert logged_in(User.objects.get(username="lan")).get("/account/").status_code == 200
    codes = set(entries().filter(subject="lan").values_list("code", flat=True))
    assert {"people.account.closed", "people.account.reopened"} <= codes


def test_nobody_closes_the_own_account() -> None:
    assert provincial().post("/people/qt-nghean/close/").status_code == 400
    assert User.objects.get(username="qt-nghean").is_active


def test_a_position_is_given_and_ended() -> None:
    user = person("lan", Role.REPORTER, ANH_SON)
    client = provincial()
    answer = client.post("/people/lan/", draft(role="approver", title="Lãnh đạo duyệt"))
    assert answer.status_code == 302
    given = user.positions.get(role=Role.APPROVER)
    today = clock.day_of(clock.now())
    end = f"/people/lan/positions/{given.pk}/end/"
    assert client.post(end, {"valid_to": "2025-07-02"}).status_code == 400, "a past position stays as it was"
    assert client.post(end, {"valid_to": today.strftime("%d/%m/%Y")}).status_code == 302
    given.refresh_from_db()
    assert given.valid_to == today
    assert client.post(end, {"valid_to": today.isoformat()}).status_code == 400, "it has ended already"


def test_a_position_of_another_account_can_not_be_ended_through_one_that_is_managed() -> None:
    person("lan", Role.REPORTER, ANH_SON)
    elsewhere = person("hanoi", Role.REPORTER, HA_NOI).positions.get()
    answer = provincial().post(f"/people/lan/positions/{elsewhere.pk}/end/", {"valid_to": "2090-01-01"})
    assert answer.status_code == 400
    assert Position.objects.get(pk=elsewhere.pk).valid_to.year == 9999


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "Có Dấu"}, "username"),
        ({"username": "+new"}, "username"),
        ({"unit": "99999"}, "unit"),
        ({"scope": "99999"}, "scope"),
        ({"role": "king"}, "role"),
        ({"valid_from": "ngày mai"}, "valid_from"),
        ({"valid_to": "2025-06-30"}, "valid_to"),
        ({"title": ""}, "title"),
    ],
)
def test_a_cell_that_does_not_fit_is_named_and_the_others_are_kept(changes: dict[str, str], field: str) -> None:
    answer = provincial().post("/people/+new/", draft(**changes))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'id="id_{field}_error"' in page
    assert 'value="Tài khoản mới"' in page


def test_a_name_that_is_taken_is_refused_with_what_to_do() -> None:
    client = provincial()
    answer = client.post("/people/+new/", draft(username="qt-nghean"))
    assert answer.status_code == 400 and "Choose another" in answer.content.decode()


@pytest.mark.parametrize("search", ["nguyen", "NGUYỄN", "nguyễn thị", "thi đao", "lan"])
def test_the_search_does_not_mind_tones(search: str) -> None:
    person("lan", Role.REPORTER, ANH_SON, name="Nguyễn Thị Đào")
    person("nam", Role.REPORTER, ANH_SON, name="Trần Văn Nam")
    page = provincial().get("/people/", {"q": search}).content.decode()
    assert "Nguyễn Thị Đào" in page and "Trần Văn Nam" not in page


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_manage(role: Role) -> None:
    client = logged_in(person("lan", role, "VN"))
    person("mai", Role.REPORTER, ANH_SON)
    assert client.get("/people/").status_code == 403
    assert client.get("/people/+new/").status_code == 403
    assert client.get("/people/mai/").status_code == 403
    assert client.post("/people/mai/password/").status_code == 403


def test_the_list_takes_as_many_queries_for_many_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = provincial()
    for count in (1, 3):
        for number in range(count):
            person(f"lan-{count}-{number}", Role.REPORTER, ANH_SON)
        with django_assert_num_queries(8):
            assert client.get("/people/").status_code == 200


def test_a_person_without_a_position_has_an_account_page_and_nothing_else() -> None:
    client = logged_in(person("leer"))
    assert "You hold no position" in client.get("/account/").content.decode()
    for address in ("/people/", "/journal/", "/cutoffs/"):
        assert client.get(address).status_code == 403, address
