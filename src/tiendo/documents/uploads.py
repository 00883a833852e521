"""Files sent by a form, within limits that hold while they arrive, not after.

`with_files` wraps a view: what is too large is never read to its end, and the text of the form is there all the same,
because browsers send the fields of a form in the order in which they stand (files last).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadhandler import (
    FileUploadHandler,
    MemoryFileUploadHandler,
    SkipFile,
    StopUpload,
    TemporaryFileUploadHandler,
)
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from tiendo.documents.actions import MAX_BYTES, too_large_text

MAX_FILES = 10
MAX_FORM_BYTES = 5 * MAX_BYTES + 1_000_000  # five of the largest files and the text of the form
_NOTED = "_refused_files"

View = Callable[..., HttpResponse]


class Limits(FileUploadHandler):
    """Counts what arrives; notes what it did not take on the request."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self._arrived = 0
        self._files = 0
        self._too_much = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - Django calls it by this name
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        """Know the size of the whole before anything of it is read."""
        self._too_much = content_length > MAX_FORM_BYTES

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins. Where the whole is too large nothing more is read."""
        super().new_file(*args, **kwargs)
        self._arrived = 0
        self._files += 1
        if self._too_much:
            self._note(
                _("What you sent is larger than 100 MB, so no file was taken. Send at most five files of 20 MB each.")
            )
            raise StopUpload(connection_reset=True)
        if self._files > MAX_FILES:
            self._note(_("At most %(count)s files go with one form; the others were not taken.") % {"count": MAX_FILES})
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Let the bytes pass until the file is too large."""
        self._arrived += len(raw_data)
        if self._arrived > MAX_BYTES:
            self._note(too_large_text(self.file_name or ""))
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Keeping is the next handler's part."""
        return

    def _note(self, text: str) -> None:
        noted = refused_files(self.request)
        if text not in noted:
            noted.append(text)


def refused_files(request: HttpRequest | None) -> list[str]:
    """What was not taken while the form arrived, in sentences."""
    noted: list[str] = request.__dict__.setdefault(_NOTED, []) if request is not None else []
    return noted


def set_limits(request: HttpRequest) -> None:
    """Put the limits in force; before anything of the form is read."""
    request.upload_handlers = [
        Limits(request),
        MemoryFileUploadHandler(request),
        TemporaryFileUploadHandler(request),
    ]


def with_files(view: View) -> View:
    """A view that takes files: limits first, then the check that the form is ours (which reads the form)."""
    checked = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        set_limits(request)
        return checked(request, *args, **kwargs)

    return limited
