"""Writing: files as evidence, and obstacles."""

from typing import Annotated

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Body, File, Header, Router
from ninja.files import UploadedFile

from tiendo.api.actions.obstacles import Raising, raise_from_program
from tiendo.api.actions.uploads import receive_upload
from tiendo.api.endpoints.door import client_of
from tiendo.api.problems import refusals
from tiendo.api.schemas import written
from tiendo.api.schemas.asked import ObstacleIn
from tiendo.api.schemas.fields import Key
from tiendo.gateways import clock
from tiendo.obstacles.actions import ObstacleDraft
from tiendo.obstacles.queries import groups_on
from tiendo.rules.refusal import Refused

router = Router(tags=["obstacles"])


@router.post("/evidence", response=written.UploadOut, openapi_extra=refusals(409, 413), summary="Send a file")
def evidence(request: HttpRequest, file: Annotated[UploadedFile, File()]) -> written.UploadOut:
    """Send a file (PDF, DOCX, XLSX or a picture, at most 20 MB) that reports and obstacles then name by its SHA-256."""
    client = client_of(request)
    if request.POST or set(request.FILES) != {"file"}:
        raise BadRequest("one file, and nothing else")
    document = receive_upload(
        content=file, name=file.name or "", actor=client.actor, client_id=client.client_id, now=clock.now()
    )
    return written.UploadOut(
        sha256=document.sha256, name=document.name, content_type=document.content_type, size=document.size
    )


@router.get("/obstacle-groups", response=written.GroupsOut, openapi_extra=refusals(), summary="Groups of obstacles")
def groups(request: HttpRequest) -> written.GroupsOut:
    """The groups to which an obstacle can belong today."""
    found = groups_on(clock.day_of(clock.now()))
    return written.GroupsOut(
        groups=[written.GroupOut(code=one.code, name_vi=one.name_vi, name_en=one.name_en) for one in found]
    )


@router.post(
    "/obstacles", response=written.ObstacleOut, openapi_extra=refusals(404, 409, 413), summary="Raise an obstacle"
)
def obstacle(
    request: HttpRequest,
    sent: Annotated[ObstacleIn, Body()],
    idempotency_key: Annotated[Key | None, Header(alias="Idempotency-Key")] = None,
) -> written.ObstacleOut:
    """Raise what stands in the way of a unit; it goes to the unit above that answers. A key is needed, in `key` or by
    the header Idempotency-Key; the same key again is answered as before and counts once."""
    client, key = client_of(request), sent.key or idempotency_key
    if key is None:
        raise Refused(_("An obstacle needs a key, so that it counts once when it is sent again. Nothing was recorded."))
    raising = Raising(
        draft=ObstacleDraft(
            unit=sent.unit,
            group=sent.group,
            title=sent.title,
            description=sent.description,
            proposal=sent.proposal,
            remover=sent.remover or "",
            remover_note=sent.remover_note,
        ),
        blocks=tuple((one.programme, one.task) for one in sent.blocks),
        evidence=tuple(dict.fromkeys(sent.evidence)),
        key=key,
    )
    raised = raise_from_program(raising, actor=client.actor, client_id=client.client_id, now=clock.now())
    return written.ObstacleOut(
        key=key,
        number=raised.pk,
        unit=sent.unit,
        group=raised.group.code,
        title=raised.title,
        raised_at=raised.raised_at,
    )
