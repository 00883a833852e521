"""The addresses of the page for weak lines. The service worker lies at the root, so that it sees every page."""

from django.urls import URLPattern, URLResolver, path

from tiendo.reporting import views_offline as views

urlpatterns: list[URLPattern | URLResolver] = [
    path("offline/", views.page, name="offline_page"),
    path("offline.js", views.script, name="offline_script"),
    path("sw.js", views.worker, name="offline_worker"),
    path("manifest.webmanifest", views.manifest, name="offline_manifest"),
]
