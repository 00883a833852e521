"""The addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from tiendo.checking import views, views_samples, views_spot_checks

app_name = "checking"

SAMPLE = "checking/samples/<int:number>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("checking/", views.queue_page, name="queue"),
    path("checking/samples/", views_samples.samples_page, name="samples"),
    path(SAMPLE, views_samples.sample_page, name="sample"),
    path(f"{SAMPLE}findings/", views_samples.sample_findings, name="sample_findings"),
    path(f"{SAMPLE}close/", views_samples.sample_close, name="sample_close"),
    path(f"{SAMPLE}draw.csv", views_samples.sample_table, name="sample_table"),
    path("checking/spot-checks/", views_spot_checks.spot_checks_page, name="spot_checks"),
    path(
        "checking/spot-checks/<int:check>/files/<int:file>/", views_spot_checks.spot_check_file, name="spot_check_file"
    ),
    path(
        "checking/<str:programme>/<str:task>/<str:unit>/spot-check/",
        views_spot_checks.spot_check_page,
        name="spot_check",
    ),
]
