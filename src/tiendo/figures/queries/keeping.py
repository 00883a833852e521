"""Answers that are kept in the process while nothing has been recorded since they were counted.

A published moment never changes (its last event, its policies and its tree are fixed). Any other is kept under a mark
of all that it counts; as soon as a report, an assignment, a policy or a change of the tree is added, it is another.
"""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import Any, TypeVar

from django.db import connection

from tiendo.figures.queries.basis import Basis
from tiendo.tasks.queries.marks import Mark, ledger_mark, settled_ledger_mark

Answer = TypeVar("Answer")
Key = tuple[object, ...]

KEEP = 300  # answers kept by a process: about 50 kB each
_KEPT: OrderedDict[Key, Any] = OrderedDict()
_LOCK = Lock()
_RULES = """
SELECT (SELECT count(*) FROM figures_lightpolicyversion WHERE effective_from <= %(at)s),
       (SELECT count(*) FROM figures_rankruleversion WHERE effective_from <= %(at)s),
       (SELECT count(*) FROM org_treechange), (SELECT count(*) FROM org_unitversion)
"""


def kept(basis: Basis, about: Key, make: Callable[[], Answer]) -> Answer:
    """What `make` answers about a moment, or what it answered before if nothing that it counts was added since."""
    if basis.cutoff is not None:
        if basis.cutoff.pk is None:  # only being published
            return make()
        return remembered((basis.cutoff.pk, basis.cutoff.chain, *about), make)
    moment: Key = ("now", basis.day) if basis.live else ("at", basis.at)
    rules = _rules(basis.at)
    found = _found((*moment, *about, *rules, *ledger_mark(basis.at)))
    if found is not None:
        return found  # type: ignore[no-any-return] # what stands under a key was made by the same function
    settled = settled_ledger_mark(basis.at)
    made = make()
    if settled is not None:
        _keep((*moment, *about, *rules, *settled), made)
    return made


def remembered(key: Key, make: Callable[[], Answer]) -> Answer:
    """What `make` answers, once for a key that says all that the answer depends on."""
    found = _found(key)
    if found is not None:
        return found  # type: ignore[no-any-return] # as above
    made = make()
    _keep(key, made)
    return made


def forget() -> None:
    """Forget everything that is kept: for measuring what counting costs."""
    with _LOCK:
        _KEPT.clear()


def _rules(at: datetime) -> Mark:
    with connection.cursor() as cursor:
        cursor.execute(_RULES, {"at": at})
        row: Mark = cursor.fetchone()
        return row


def _found(key: Key) -> Any:
    with _LOCK:
        found = _KEPT.get(key)
        if found is not None:
            _KEPT.move_to_end(key)
        return found


def _keep(key: Key, made: object) -> None:
    with _LOCK:
        _KEPT[key] = made
        if len(_KEPT) > KEEP:
            _KEPT.popitem(last=False)
