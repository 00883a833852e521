"""The addresses of the room."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path, re_path

from tiendo.api import views, views_clients, views_handovers
from tiendo.api.endpoints.door import nothing_there, opened
from tiendo.api.interface import operations

app_name = "api"

V1 = "api/v1/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(V1, views.documentation, name="documentation"),
    path(f"{V1}openapi.json", login_not_required(views.openapi), name="openapi"),
    path(V1, include(operations())),
    path("api-clients/", views_clients.clients, name="clients"),
    path("api-clients/new/", views_clients.new_client, name="new_client"),
    path("api-clients/<int:number>/", views_clients.client, name="client_page"),
    path("api-clients/<int:number>/token/", views_clients.renew_token, name="renew_token"),
    path("api-clients/<int:number>/end/", views_clients.end_client, name="end_client"),
    path("api-clients/<int:number>/webhooks/", views_clients.add_webhook, name="add_webhook"),
    path("api-clients/webhooks/<int:number>/", views_clients.webhook, name="webhook"),
    path("api-clients/webhooks/<int:number>/active/", views_clients.set_webhook, name="set_webhook"),
    path("api-clients/deliveries/<int:number>/again/", views_clients.send_again, name="send_again"),
    path("handovers/", views_handovers.handovers, name="handovers"),
    path("handovers/<int:number>/", views_handovers.handover, name="handover"),
    path("handovers/<int:number>/file/", views_handovers.handover_file, name="handover_file"),
    path("handovers/mappings/", views_handovers.mappings, name="mappings"),
    path("handovers/mappings/<int:number>/", views_handovers.mapping, name="mapping"),
    re_path(r"^api/(?P<rest>.*)$", opened(nothing_there), name="nothing_there"),
]
