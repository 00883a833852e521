"""What the doors of requests need: one for more time with a file, and one for an explanation."""

from datetime import timedelta

from tiendo.documents.actions import receive_document
from tiendo.gateways import clock
from tiendo.org.queries import version_of
from tiendo.people.models import User
from tiendo.people.queries import actor_of
from tiendo.requests.actions import ask_explanations, ask_extension
from tiendo.requests.actions.explanations import Subject
from tiendo.tasks.models import Assignment

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c6360000000020001e221bc330000000049454e44ae426082"
)


def places() -> dict[str, str]:
    """Both about the task A of the commune 17329, sent now."""
    now = clock.now()
    today = clock.day_of(now)
    version = version_of("17329", today)
    assignment = Assignment.objects.select_related("task__programme", "unit").get(
        task__code="A", task__programme__code="DOORS", unit_id=version.unit_id
    )
    extension = ask_extension(
        assignment=assignment,
        version=version,
        wished_date=today + timedelta(days=30),
        reason="Chờ cấp kinh phí",
        files=[receive_document(content=PICTURE, name="anh.png", now=now)],
        actor=actor_of(User.objects.get(username="xa"), today),
        now=now,
    )
    explanation = ask_explanations(
        subjects=[Subject(assignment, version)],
        question="Vì sao chưa hoàn thành?",
        actor=actor_of(User.objects.get(username="lanh-dao"), today),
        now=now,
    )[0]
    file = extension.files.get()
    return {"extension": str(extension.pk), "request-file": str(file.pk), "explanation": str(explanation.pk)}
