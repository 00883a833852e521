"""What the doors of the room need: a sample, and a spot check with a file."""

from datetime import date
from uuid import UUID

from ledger_rows import load

from sample_files import PDF
from tiendo.checking.actions import Photo, SpotCheckDraft, draw_sample, record_spot_check
from tiendo.checking.models import FoundOnSite
from tiendo.checking.queries.waiting import QueueFilter
from tiendo.gateways.clock import day_of, now
from tiendo.people.models import User
from tiendo.people.queries import actor_of
from tiendo.tasks.queries import assignment_for, programme_for


def places() -> dict[str, str]:
    """The names of the page's table, with what they stand for in this transaction."""
    load("DOORS,B,16681,reported,100,,2025-09-05 09:00")
    moment = now()
    actor = actor_of(User.objects.get(username="thuong-truc"), day_of(moment))
    sample = draw_sample(
        actor=actor, wanted=QueueFilter(programme="DOORS"), words="DOORS", size=1, seed="d" * 64, now=moment
    )
    programme = programme_for(actor, "DOORS")
    assignment, version = assignment_for(actor, programme=programme, task="B", unit="16681", at=moment)
    draft = SpotCheckDraft(
        checked_date=date(2025, 9, 8),
        finding=FoundOnSite.AS_REPORTED,
        text="Đúng như báo cáo",
        key=UUID(int=57),
        photos=[Photo("bien-ban.pdf", PDF)],
    )
    check = record_spot_check(draft, actor=actor, assignment=assignment, version=version, now=moment)
    return {"sample": str(sample.pk), "spot-check": str(check.pk), "spot-check-file": str(check.files.get().pk)}
