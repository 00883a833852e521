"""The pages: what was sent to whom, the rules, who still has to report."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from ledger_rows import load
from notice_world import DUE_DAY, actor, at, channel, world

from people_made import logged_in, person
from tiendo.gateways import clock
from tiendo.journal.models import Entry
from tiendo.notices.actions.digests import make_digests
from tiendo.notices.actions.rules import add_rule, end_rule
from tiendo.notices.models import Notice, ReminderRule, Urge
from tiendo.notices.queries.log import burden_for, notices_for
from tiendo.rules.permissions import Role
from tiendo.rules.refusal import NotAllowed, Refused
from tiendo.rules.reminders import RuleKind
from tiendo.tasks.models import Programme

pytestmark = pytest.mark.django_db


def test_one_sees_ones_own_notices_and_who_urges_those_of_the_scope() -> None:
    cast = world()
    channel(cast["a"], "can.bo@nghean.gov.vn")
    make_digests(on=DUE_DAY, now=at(DUE_DAY))
    seen = {
        name: {n.person for n in notices_for(actor(user), DUE_DAY).filter(kind="digest")} for name, user in cast.items()
    }
    assert len(seen["a"]) == 1 and len(seen["b"]) == 1 and seen["head"] == set()
    assert len(seen["body"]) == 2 and len(seen["leader"]) == 2
    elsewhere = person("thuong-truc-y", Role.STANDING_BODY, "38")
    assert not notices_for(actor(elsewhere), DUE_DAY).exists()
    text = logged_in(cast["body"]).get("/notices/").content.decode()
    assert "c…@nghean.gov.vn" in text and "can.bo@" not in text
    assert "On 29/08/2025:" in text and "2 notices" in text


def test_the_log_is_filtered_and_asks_the_same_number_of_questions() -> None:
    cast = world()
    browser = logged_in(cast["body"])
    counts = []
    for day in (DUE_DAY, date(2025, 9, 3)):
        make_digests(on=day, now=at(day))
        browser.get("/notices/")
        with CaptureQueriesContext(connection) as asked:
            browser.get("/notices/", {"unit": "x"})
        counts.append(len(asked))
    assert counts[0] == counts[1]
    text = browser.get("/notices/", {"state": "failed"}).content.decode()
    assert "No notice" in text
    assert browser.get("/notices/", {"for_date": "nonsense"}).status_code == 200


def test_letters_for_each_completed_task_are_counted() -> None:
    cast = world()
    load("TEST,A,16681,reported,100,,2025-08-20 09:00", "TEST,A,16681,verified,,,2025-08-21 09:00")
    channel(cast["b"])
    make_digests(on=DUE_DAY, now=at(DUE_DAY))
    Notice.objects.filter(kind="digest").update(state="sent", sent_at=at(DUE_DAY))
    found = burden_for(actor(cast["body"]), DUE_DAY, at(DUE_DAY, 10))
    assert (found.letters, found.completed, str(found.each)) == (1, 1, "1.00")


def test_rules_are_set_by_administrators_of_the_country_and_kept_in_the_journal() -> None:
    cast = world()
    today = clock.day_of(clock.now())
    admin = person("quan-tri-x", Role.ADMINISTRATOR, "VN")
    browser = logged_in(admin)
    assert browser.get("/notices/rules/").status_code == 200
    values = {"kind": "before_due", "days": "10", "duty": "on", "valid_from": today.isoformat()}
    assert browser.post("/notices/rules/", values).status_code == 302
    made = ReminderRule.objects.get(days=10, kind="before_due")
    assert Entry.objects.filter(code="notices.rule.added", subject="before_due 10").exists()
    assert browser.post("/notices/rules/", values).status_code == 400, "the same rule twice"
    assert browser.post(f"/notices/rules/{made.pk}/end/", {"valid_to": today.isoformat()}).status_code == 302
    made.refresh_from_db()
    assert made.valid_to == today
    assert logged_in(cast["leader"]).get("/notices/rules/").status_code == 403
    local = person("quan-tri-y", Role.ADMINISTRATOR, "40")
    assert logged_in(local).get("/notices/rules/").status_code == 200
    assert logged_in(local).post("/notices/rules/", values).status_code == 403
    with pytest.raises(NotAllowed):
        end_rule(actor=actor(local), rule=made, valid_to=today, today=today)


def test_a_rule_cannot_begin_in_the_past() -> None:
    admin = person("quan-tri-x", Role.ADMINISTRATOR, "VN")
    today = date(2025, 8, 6)
    with pytest.raises(Refused, match="today or later"):
        add_rule(
            actor=actor(admin),
            kind=RuleKind.AFTER_DUE,
            days=7,
            duty=True,
            programme=None,
            valid_from=today - timedelta(days=1),
            today=today,
        )


def test_sensible_rules_are_there_from_the_beginning() -> None:
    assert set(ReminderRule.objects.values_list("kind", flat=True)) == {kind.value for kind in RuleKind}


def test_the_page_of_missing_reports_urges_those_with_a_mark() -> None:
    cast = world()
    browser = logged_in(cast["body"])
    text = browser.get("/notices/missing/?programme=TEST").content.decode()
    assert "TEST: 2 of 2 units still have to report on 4 tasks." in text
    assert 'value="16681"' in text and "Urge the chosen units" in text
    none = browser.post("/notices/urge/", {"programme": "TEST"})
    assert none.status_code == 400 and "No unit is chosen" in none.content.decode()
    done = browser.post("/notices/urge/", {"programme": "TEST", "units": ["16681"], "note": "Hôm nay."}, follow=True)
    assert "Urged: 1 units on 2 tasks" in done.content.decode()
    assert Urge.objects.count() == 2
    reader = logged_in(cast["a"]).get("/notices/missing/?programme=TEST").content.decode()
    assert "Urge the chosen units" not in reader and "16690" not in reader
    assert logged_in(cast["a"]).post("/notices/urge/", {"programme": "TEST", "units": ["16681"]}).status_code == 403


def test_pages_ask_the_same_number_of_questions_for_one_unit_and_for_more() -> None:
    cast = world()
    browser = logged_in(cast["leader"])
    counts = []
    for address in ("/notices/missing/?programme=TEST&unit=16681", "/notices/missing/?programme=TEST&unit=40"):
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_form_without_a_mark_comes_back_with_what_was_typed() -> None:
    cast = world()
    browser = logged_in(cast["body"])
    none = browser.post("/notices/urge/", {"programme": "TEST", "note": "Trước 16 giờ."})
    text = none.content.decode()
    assert none.status_code == 400 and 'role="alert"' in text and "Trước 16 giờ.</textarea>" in text
    browser.post("/notices/urge/", {"programme": "TEST", "units": ["16681"]})
    again = browser.post("/notices/urge/", {"programme": "TEST", "units": ["16681"], "note": "x"})
    text = again.content.decode()
    assert again.status_code == 400 and "urged today already" in text
    assert 'id="unit-16681" aria-label=' in text and text.count(" checked>") == 1


def test_the_page_opens_on_a_programme_with_reports_that_are_owed() -> None:
    cast = world()
    Programme.objects.create(code="A-EMPTY", title="Rỗng", directive=Programme.objects.get(code="TEST").directive)
    text = logged_in(cast["body"]).get("/notices/missing/").content.decode()
    assert "TEST: 2 of 2 units" in text
    assert "A-EMPTY: 0 of 0" in logged_in(cast["body"]).get("/notices/missing/?programme=A-EMPTY").content.decode()
