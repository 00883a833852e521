"""Writing: progress of assignments."""

from typing import Annotated
from uuid import UUID, uuid5

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Body, Header, Router

from tiendo.api.actions.reports import Recorded, Report, record_reports
from tiendo.api.addresses import assignment_address
from tiendo.api.endpoints.door import client_of
from tiendo.api.problems import refusals
from tiendo.api.queries.assignments import Named
from tiendo.api.schemas import written
from tiendo.api.schemas.asked import ReportIn, ReportsIn
from tiendo.api.schemas.fields import Key
from tiendo.gateways import clock
from tiendo.rules.refusal import BadRows, RowProblem

router = Router(tags=["reports"])


@router.post("/reports", response=written.ReportsOut, openapi_extra=refusals(404, 409, 413), summary="Report progress")
def report(
    request: HttpRequest,
    sent: Annotated[ReportsIn, Body()],
    idempotency_key: Annotated[Key | None, Header(alias="Idempotency-Key")] = None,
) -> written.ReportsOut:
    """Report how far assignments are: one or up to 200, all recorded or none.

    Each report bears a key, in `key` or by the header Idempotency-Key: the first report without a key of its own takes
    the header's, the next ones keys derived from it. The same key again is answered as before and counts once.
    """
    client = client_of(request)
    recorded = record_reports(
        [_report(one, place, idempotency_key) for place, one in enumerate(sent.reports)],
        actor=client.actor,
        client_id=client.client_id,
        now=clock.now(),
    )
    return written.ReportsOut(reports=[_answer(one) for one in recorded])


def _report(sent: ReportIn, place: int, header: UUID | None) -> Report:
    key = sent.key
    if key is None and header is not None:
        key = header if place == 0 else uuid5(header, str(place))
    if key is None:
        raise BadRows(
            _("A report needs a key, so that it counts once when it is sent again. Nothing was recorded."),
            [RowProblem(place + 1, "key", _("neither here nor in the header Idempotency-Key"))],
        )
    return Report(
        named=Named(sent.programme, sent.task, sent.unit),
        key=key,
        percent=sent.percent,
        happened_date=sent.happened_date,
        note=sent.note,
        written_at=sent.written_at,
        evidence=tuple(dict.fromkeys(sent.evidence)),
    )


def _answer(recorded: Recorded) -> written.ReportedOut:
    named, event = recorded.report.named, recorded.event
    return written.ReportedOut(
        key=recorded.report.key,
        event=event.number,
        programme=named.programme,
        task=named.task,
        unit=named.unit,
        percent=recorded.report.percent,
        happened_date=event.happened_date or clock.day_of(event.recorded_at),
        recorded_at=event.recorded_at,
        address=assignment_address(*named),
    )
