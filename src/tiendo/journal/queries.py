"""Reading the journal."""

from typing import Protocol

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tiendo.journal.models import Entry
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import NotAllowed


class Reader(Protocol):
    """Who reads: the rooms above know the person, this one only asks for the right."""

    def can_everywhere(self, verb: Verb) -> bool: ...


def entries() -> QuerySet[Entry]:
    """All acts, newest first. No door: for commands and tests."""
    return Entry.objects.order_by("-id")


def entries_for(reader: Reader, *, code: str = "", before: int | None = None) -> QuerySet[Entry]:
    """Acts with a code that begins so, older than a number, newest first.

    An act is not tied to one unit, so the journal is read as a whole: only a position that reads it over the
    whole country opens it. Raises NotAllowed.
    """
    if not reader.can_everywhere(Verb.READ_JOURNAL):
        raise NotAllowed(_("The journal is open to those who may read it for the whole country."))
    found = entries()
    if code:
        found = found.filter(code__startswith=code)
    return found if before is None else found.filter(id__lt=before)


def codes_for(reader: Reader) -> list[str]:
    """The codes that there are, in order: what one can filter by."""
    return list(entries_for(reader).order_by("code").values_list("code", flat=True).distinct())
