"""The page for weak lines, its script, its service worker and its manifest; docs/rules/weak-lines.md.

None of them holds anything of a person, so the browser may keep them: the page asks for the task list itself.
"""

import json
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tiendo.documents.actions import MAX_BYTES
from tiendo.reporting import offline_files as files

ONE_YEAR = "public, max-age=31536000, immutable"  # the address bears a mark of the contents


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The page, the same for everybody: no name, no token."""
    return HttpResponse(files.shell(addresses()))


@login_not_required
@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """The scripts of the page in one file: on a weak line every request counts."""
    answer = HttpResponse(files.page_script(), content_type="text/javascript; charset=utf-8")
    if request.GET.get("v") == files.mark(files.page_script()):
        answer.headers["Cache-Control"] = ONE_YEAR
    return answer


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. Its first line changes with anything that it keeps, which makes browsers take the new one."""
    wanted = addresses() | {"assets": files.assets(), "version": files.version(addresses())}
    text = f"self.tiendoAddresses = {json.dumps(wanted)};\n{files.worker_script()}"
    headers = {"Service-Worker-Allowed": "/", "Cache-Control": "no-cache"}
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers=headers)


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What makes the page installable."""
    signs = (("ui/mark.svg", "any"), ("ui/mark-maskable.svg", "maskable"))
    said: dict[str, Any] = {
        "id": reverse("reporting:offline_page"),
        "name": _("Tiến Độ: progress reports"),
        "short_name": "Tiến Độ",
        "description": _("Report progress, also without a line."),
        "lang": get_language(),
        "start_url": reverse("reporting:offline_page"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#fcfcfa",
        "theme_color": "#0b5563",
        "icons": [
            {"src": files.marked(name), "sizes": "any", "type": "image/svg+xml", "purpose": purpose}
            for name, purpose in signs
        ],
    }
    return JsonResponse(said, content_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


def addresses() -> dict[str, Any]:
    """The addresses that the scripts call, and the size of the largest file in bytes."""
    return {
        "shell": reverse("reporting:offline_page"),
        "worker": reverse("reporting:offline_worker"),
        "own": reverse("reporting:own_json"),
        "send": reverse("reporting:send_json"),
        "login": [reverse("people:login"), reverse("people:code")],
        "logout": reverse("people:logout"),
        "table": reverse("reporting:table"),
        "largest": MAX_BYTES,
    }
