"""Claim, hand over, mark: each notice leaves once, and what fails is tried again or named."""

from datetime import datetime, timedelta

import pytest
from notice_world import DUE_DAY, Post, Wire, at, channel, world

from tiendo.gateways.mail import NullMailer, Undelivered
from tiendo.gateways.messenger import seal
from tiendo.notices.actions.digests import make_digests
from tiendo.notices.actions.making import message_id
from tiendo.notices.actions.sending import FIRST_WAIT, MOST_ATTEMPTS, MOST_INTERRUPTIONS, send_due
from tiendo.notices.models import Channel, Notice
from tiendo.people.models import User

pytestmark = pytest.mark.django_db
NOW = at(DUE_DAY, 9)


def deliver(post: object, *, wire: Wire | None = None, now: datetime = NOW) -> int:
    """Send what is due, at one moment."""
    return send_due(clock=lambda: now, mailer=post, messenger=wire or Wire(), stopped=lambda: False)  # type: ignore[arg-type]


def digests() -> dict[str, User]:
    """Two people with addresses and a digest each; the letters that asked to confirm them are out of the way."""
    cast = world()
    for name in ("a", "b"):
        channel(cast[name])
    Notice.objects.filter(kind="confirm").update(state="sent", sent_at=NOW)
    make_digests(on=DUE_DAY, now=at(DUE_DAY))
    return cast


def test_each_is_sent_once_with_its_unit_and_its_links() -> None:
    digests()
    post = Post()
    assert deliver(post) == 2
    assert deliver(post) == 0
    assert sorted(letter.to for letter in post.letters) == ["can-bo-a@example.vn", "can-bo-b@example.vn"]
    letter = next(letter for letter in post.letters if letter.to.startswith("can-bo-a"))
    notice = Notice.objects.get(user__username="can-bo-a", kind="digest")
    assert (notice.state, notice.sent_at, notice.attempts) == ("sent", NOW, 1)
    assert letter.message_id == notice.message_id
    assert notice.unit_name in letter.text and "Việc A" in letter.text
    assert "/programmes/TEST/tasks/A/units/16681/" in letter.text and "/programmes/TEST/tasks/A/" in letter.html
    assert "can-bo-a@example.vn" not in letter.text + letter.html
    assert letter.headers["List-Unsubscribe"].strip("<>") in letter.text


def test_the_message_id_comes_from_person_day_kind_and_channel_alone() -> None:
    cast = digests()
    way = Channel.objects.get(user=cast["a"])
    expected = message_id(f"digest {DUE_DAY}  user {cast['a'].pk} {way.pk}")
    assert Notice.objects.get(user=cast["a"], kind="digest").message_id == expected
    assert expected.endswith("@127.0.0.1") and expected != message_id(f"digest {DUE_DAY}  user {cast['a'].pk} 0")


def test_what_a_killed_worker_left_is_sent_again_under_the_same_number() -> None:
    cast = digests()
    left = Notice.objects.get(user=cast["a"], kind="digest")
    Notice.objects.filter(pk=left.pk).update(state="sending", attempts=1)
    post = Post()
    assert deliver(post) == 2
    assert [letter.message_id for letter in post.letters].count(left.message_id) == 1


def test_a_passing_failure_is_tried_again_later_and_later() -> None:
    cast = digests()
    post = Post([Undelivered("the mail server cannot be reached (OSError)", permanent=False)] * 3)
    assert deliver(post) == 0 or len(post.letters) == 0
    assert deliver(post) == 0, "not before its time"
    row = Notice.objects.get(user=cast["a"], kind="digest")
    assert (row.state, row.next_at) == ("due", NOW + FIRST_WAIT)
    assert deliver(post, now=NOW + FIRST_WAIT) == 1, "one fails a second time"
    assert deliver(post, now=NOW + FIRST_WAIT * 4) == 1
    assert len(post.letters) == 2


def test_it_is_given_up_after_many_attempts_and_says_why() -> None:
    cast = digests()
    now = NOW
    post = Post([Undelivered("the mail server answered 451", permanent=False)] * 100)
    for _attempt in range(MOST_ATTEMPTS + 2):
        deliver(post, now=now)
        now += timedelta(days=1)
    row = Notice.objects.get(user=cast["a"], kind="digest")
    assert (row.state, row.attempts, row.reason) == ("failed", MOST_ATTEMPTS, "the mail server answered 451")


def test_a_refused_address_fails_at_once_and_holds_up_nobody() -> None:
    digests()
    post = Post([Undelivered("the mail server refuses the address (550)", permanent=True)])
    assert deliver(post) == 1
    assert sorted(Notice.objects.filter(kind="digest").values_list("state", flat=True)) == ["failed", "sent"]


def test_a_notice_that_kills_every_worker_is_given_up() -> None:
    cast = digests()
    Notice.objects.filter(user=cast["a"], kind="digest").update(state="sending", attempts=MOST_INTERRUPTIONS)
    assert deliver(Post()) == 1
    assert Notice.objects.get(user=cast["a"], kind="digest").reason == "given up"


def test_without_a_mail_server_nothing_is_sent_and_the_log_says_so() -> None:
    digests()
    assert deliver(NullMailer()) == 0
    assert set(Notice.objects.filter(kind="digest").values_list("state", flat=True)) == {"no_channel"}


def test_nothing_goes_to_an_address_that_was_removed_meanwhile() -> None:
    cast = digests()
    Channel.objects.filter(user=cast["a"]).update(ended_at=NOW)
    assert deliver(Post()) == 1
    assert Notice.objects.get(user=cast["a"], kind="digest").reason == "the channel has ended"


def test_an_address_opens_for_its_owner_only() -> None:
    cast = digests()
    Channel.objects.filter(user=cast["a"]).update(sealed=seal("other@example.vn", owner="user 0"))
    assert deliver(Post()) == 1
    row = Notice.objects.get(user=cast["a"], kind="digest")
    assert (row.state, row.reason) == ("failed", "the address cannot be opened with the present key")


def test_a_messenger_gets_the_text(settings: object) -> None:
    cast = digests()
    Channel.objects.filter(user=cast["a"]).update(
        kind="messenger", sealed=seal("zalo://token/84900000000", owner=f"user {cast['a'].pk}")
    )
    wire = Wire()
    assert deliver(Post(), wire=wire) == 2
    [(address, title, text)] = wire.texts
    assert address == "zalo://token/84900000000" and "Tiến Độ" in title and "Việc A" in text


def test_it_stops_when_told_and_leaves_the_rest() -> None:
    digests()
    answers = iter([False, True])
    sent = send_due(clock=lambda: NOW, mailer=Post(), messenger=Wire(), stopped=lambda: next(answers))
    assert sent == 1
    assert Notice.objects.filter(kind="digest", state="due").count() == 1
