"""The addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from tiendo.reporting import urls_offline, views, views_evidence, views_json, views_parts, views_table

app_name = "reporting"

REPORT = "reports/<str:programme>/<str:task>/<str:unit>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("reports/", views_table.table, name="table"),
    path("reports/own.json", views_json.own, name="own_json"),
    path("reports/send.json", views_json.send, name="send_json"),
    path("reports/parts/", views_parts.parts, name="parts"),
    path(REPORT, views.report, name="report"),
    path(f"{REPORT}draft/", views.draft, name="draft"),
    path(f"{REPORT}part/", views_parts.part, name="part"),
    path("reports/parts/<int:number>/", views_evidence.part_file, name="part_file"),
    path("evidence/<int:number>/", views_evidence.evidence, name="evidence"),
    *urls_offline.urlpatterns,
]
