"""Writing the journal."""

from collections.abc import Mapping
from typing import Protocol

from tiendo.journal.models import Entry

Details = Mapping[str, str | int | list[str] | None]


class Author(Protocol):
    """Who acts, in words that stay true when the person has moved on."""

    @property
    def name(self) -> str: ...
    @property
    def unit_name(self) -> str: ...


def record_act(*, code: str, author: Author, subject: str, details: Details | None = None) -> Entry:
    """Append one act to the journal, in the transaction of the act itself."""
    return Entry.objects.create(
        code=code,
        actor=author.name,
        actor_unit=author.unit_name,
        subject=subject,
        details=dict(details or {}),
    )
