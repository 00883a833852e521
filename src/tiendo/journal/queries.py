"""Reading the journal."""

from django.db.models import QuerySet

from tiendo.journal.models import Entry


def entries() -> QuerySet[Entry]:
    """All acts, newest first."""
    return Entry.objects.order_by("-id")
