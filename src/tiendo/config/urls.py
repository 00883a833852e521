"""The addresses of all pages."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from tiendo.ui.views import components

handler400 = "tiendo.ui.failures.unreadable"
handler404 = "tiendo.ui.failures.not_found"
handler500 = "tiendo.ui.failures.failed"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tiendo.overview.urls")),
    path("", include("tiendo.reporting.urls")),
    path("", include("tiendo.sheets.urls")),
    path("", include("tiendo.checking.urls")),
    path("", include("tiendo.requests.urls")),
    path("", include("tiendo.obstacles.urls")),
    path("", include("tiendo.notices.urls")),
    path("", include("tiendo.workdays.urls")),
    path("", include("tiendo.api.urls")),
    path("", include("tiendo.people.urls")),
    path("", include("tiendo.journal.urls")),
    path("language/", login_not_required(set_language), name="set_language"),
]
if settings.DEBUG:
    urlpatterns.append(path("_ui/", login_not_required(components), name="components"))
