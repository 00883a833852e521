"""What the doors of reporting need: a report with a file, and a part with a file of a supporting unit."""

from decimal import Decimal
from uuid import uuid4

from sample_files import PDF
from tiendo.documents.actions import look_at, store
from tiendo.gateways.clock import day_of, now
from tiendo.org.queries import version_of
from tiendo.people.models import User
from tiendo.people.queries import actor_of
from tiendo.reporting.actions import Sending, send_reports
from tiendo.reporting.models import Contribution
from tiendo.tasks.models import Assignment, Evidence, Task, TaskUnit, UnitPart


def places() -> dict[str, str]:
    """The numbers of the file and of the part."""
    at = now()
    xa = actor_of(User.objects.get(username="xa"), day_of(at))
    task = Task.objects.get(programme__code="DOORS", code="A")
    given = Assignment.objects.get(task=task, unit_id=version_of("17329", day_of(at)).unit_id)
    file = look_at(PDF, name="bien-ban.pdf")
    store(file)
    report = Sending(assignment_id=given.pk, key=uuid4(), seen=2**40, percent=Decimal(40), fits=(file,))
    send_reports([report], actor=xa, now=at)
    proof = Evidence.objects.get(event__key=report.key)
    department = version_of("40.SKHCN", day_of(at))
    TaskUnit.objects.get_or_create(task=task, unit_id=department.unit_id, part=UnitPart.SUPPORT)
    part = Contribution.objects.create(
        assignment=given,
        unit_id=department.unit_id,
        text="Đã cấp máy tính",
        document=proof.document,
        actor=xa.name,
        key=uuid4(),
    )
    return {"evidence": str(proof.pk), "part": str(part.pk)}
