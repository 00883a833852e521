"""What the addresses of the room need to be knocked at."""

from sample_files import PDF
from tiendo.documents.actions import receive_document
from tiendo.gateways.clock import day_of, now
from tiendo.obstacles.actions import ObstacleDraft, raise_obstacle
from tiendo.obstacles.models import ObstacleFile
from tiendo.people.models import User
from tiendo.people.queries import actor_of


def places() -> dict[str, str]:
    """Two obstacles of 17329 in one group, the first with a file."""
    moment = now()
    actor = actor_of(User.objects.get(username="xa"), day_of(moment))
    document = receive_document(content=PDF, name="anh.pdf", now=moment)
    first, _second = (
        raise_obstacle(
            ObstacleDraft(unit="17329", group="power", title=title, description="Mất điện.", documents=documents),
            actor=actor,
            now=moment,
        )
        for title, documents in (("Mất điện", (document,)), ("Lại mất điện", ()))
    )
    file = ObstacleFile.objects.get(entry__obstacle=first)
    return {"obstacle": str(first.pk), "obstacle file": str(file.pk)}
