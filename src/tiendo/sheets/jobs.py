"""The steps of large imports, done by the worker. Each may be handed over twice: it is done once."""

from procrastinate.contrib.django import app

from tiendo.gateways import clock
from tiendo.people.models import User
from tiendo.people.queries import Actor, actor_of
from tiendo.rules.refusal import NotAllowed
from tiendo.sheets.actions import read, record, take_back_all
from tiendo.sheets.models import Import, ImportState


@app.task(name="sheets.read_import")
def read_import(number: int) -> None:
    """Read the file of an import and judge its rows."""
    whole = Import.objects.select_related("document").get(pk=number)
    if whole.state == ImportState.READING:
        read(whole, actor=_actor(whole.user_id), now=clock.now())


@app.task(name="sheets.record_import")
def record_import(number: int, chosen: list[int]) -> None:
    """Record an import in the name of who sent it."""
    whole = Import.objects.select_related("document").get(pk=number)
    try:
        record(whole, chosen=chosen, actor=_actor(whole.user_id), now=clock.now())
    except NotAllowed:
        return  # the import says so: the position ended between the request and now


@app.task(name="sheets.take_back_import")
def take_back_import(number: int, reason: str, knowing: bool) -> None:
    """Take an import back in the name of who asked for it."""
    whole = Import.objects.select_related("document").get(pk=number)
    try:
        actor = _actor(whole.taken_back_user or 0)
        take_back_all(whole, reason=reason, knowing=knowing, actor=actor, now=clock.now())
    except NotAllowed:
        return  # the import says so: the position ended between the request and now


def _actor(user_id: int) -> Actor:
    return actor_of(User.objects.get(pk=user_id), clock.day_of(clock.now()))
