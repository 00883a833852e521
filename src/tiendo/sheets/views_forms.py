"""The pages of forms: giving them out, downloading them, and taking them back in."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from tiendo.gateways import clock
from tiendo.gateways.spreadsheets_out import CONTENT_TYPE
from tiendo.org.models import UnitKind
from tiendo.org.queries import version_of
from tiendo.people.middleware import actor
from tiendo.people.queries import Actor, require
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import NotFound
from tiendo.sheets import actions
from tiendo.sheets.form_book import form_bytes
from tiendo.sheets.forms import FormsForm
from tiendo.sheets.models import IssuedForm
from tiendo.sheets.queries import bundle_for, bundles_for, recorded_among, require_sender, units_for
from tiendo.sheets.views import take_file
from tiendo.ui.forms import refusals_in

SHOWN = 20


def forms(request: HttpRequest) -> HttpResponse:
    """For whom a form can be made; POST makes one, or one for each commune of a province."""
    who, now = actor(request), clock.now()
    require_sender(who)
    form = FormsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, "unit"):
            unit = version_of(form.cleaned_data["unit"].strip(), clock.day_of(now))
            require(who, Verb.VIEW, unit)
            communes = form.cleaned_data["communes"] and unit.kind == UnitKind.PROVINCE
            return redirect("sheets:bundle", actions.issue_forms(unit=unit, communes=communes, actor=who, now=now))
    issued = bundles_for(who)
    context = {
        "form": form,
        "units": units_for(who, clock.day_of(now)),
        "issued": issued[:SHOWN],
        "made": issued.count(),
        "back": recorded_among(issued),
    }
    return render(request, "sheets/forms.html", context, status=400 if form.errors else 200)


def bundle(request: HttpRequest, bundle: str) -> HttpResponse:
    """The forms that were given out together, to be downloaded."""
    found = _bundle(actor(request), bundle)
    return render(request, "sheets/bundle.html", {"found": found, "bundle": bundle, "first": found[0]})


def bundle_form(request: HttpRequest, bundle: str, number: int) -> HttpResponse:
    """One form as a workbook."""
    found = [form for form in _bundle(actor(request), bundle) if form.pk == number]
    if not found:
        raise NotFound(_("These forms do not exist, or they are of units that you may not look into."))
    response = HttpResponse(form_bytes(actions.sheets_of(found)[0]), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, file_name(found[0])) or "attachment"
    return response


def bundle_zip(request: HttpRequest, bundle: str) -> HttpResponseBase:
    """All forms of a bundle in one file, sent while they are made."""
    found = _bundle(actor(request), bundle)
    response = StreamingHttpResponse(_zipped(found), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, f"bieu-mau-{found[0].number}.zip") or ""
    return response


def form_return(request: HttpRequest) -> HttpResponse:
    """Take a form that was filled in."""
    require_sender(actor(request))
    form, whole = take_file(request)
    if whole:
        return redirect("sheets:import", whole.pk)
    return render(request, "sheets/form_return.html", {"form": form}, status=400 if form.errors else 200)


def file_name(form: IssuedForm) -> str:
    """What a form's file is called."""
    return f"{form.number}-{form.unit_code}.xlsx"


class _Sink(io.RawIOBase):
    """Takes what a zip writes, so that it can be sent on piece by piece."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        content = bytes(piece)  # type: ignore[call-overload]
        self._pieces.append(content)
        return len(content)

    def taken(self) -> bytes:
        """What was written since the last time."""
        content, self._pieces = b"".join(self._pieces), []
        return content


def _zipped(found: Sequence[IssuedForm]) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(sink, "w") as archive:
        for form, sheet in zip(found, actions.sheets_of(found), strict=True):
            archive.writestr(file_name(form), form_bytes(sheet))
            yield sink.taken()
    yield sink.taken()


def _bundle(who: Actor, text: str) -> list[IssuedForm]:
    try:
        wanted = UUID(text)
    except ValueError:
        wanted = UUID(int=0)
    return bundle_for(who, wanted, clock.day_of(clock.now()))
