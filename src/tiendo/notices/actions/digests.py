"""The digests of a day: made once, in one transaction, for everybody."""

from datetime import date, datetime

from django.db import transaction

from tiendo.notices.actions.making import make_notices, person_draft, unit_draft, ways
from tiendo.notices.models import DigestRun, NoticeKind
from tiendo.notices.queries.census import Line, Lines, census_of, lines_of
from tiendo.notices.queries.sections import PROVIDERS


def make_digests(*, on: date, now: datetime) -> int:
    """Make the digests of the day `on`; returns how many notices, 0 where they were made before.

    Nobody gets a digest without lines. The row of the run is made first: a second worker waits for it and stops.
    """
    with transaction.atomic():
        DigestRun.objects.bulk_create([DigestRun(for_date=on, made_at=now)], ignore_conflicts=True)
        if not DigestRun.objects.filter(for_date=on, made_at=now).exists():
            return 0
        return _make(lines_of(census_of(on), PROVIDERS), on)


def _make(lines: Lines, on: date) -> int:
    directory, found = lines.directory, ways()
    drafts = [person_draft(directory, user, _data(own)) for user, own in lines.by_user.items()]
    drafts += [unit_draft(directory, unit, _data(own)) for unit, own in lines.by_unit.items() if unit in found.of_unit]
    return make_notices(drafts, kind=NoticeKind.DIGEST, on=on, ways=found)


def _data(lines: list[Line]) -> list[dict[str, object]]:
    return [line.as_data for line in lines]
