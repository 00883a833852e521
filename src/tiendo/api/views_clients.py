"""Clients, their addresses and what was sent to them: for those who configure a unit."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tiendo.api.actions import clients as acts
from tiendo.api.actions import webhooks as telling
from tiendo.api.forms import ClientForm, RenewalForm, WebhookForm
from tiendo.api.models import Client
from tiendo.api.queries.clients import client_for, clients_for, units_of
from tiendo.api.queries.webhooks import deliveries_of, webhook_for, webhooks_of
from tiendo.gateways import clock
from tiendo.people.middleware import actor
from tiendo.people.queries import require_anywhere
from tiendo.rules.permissions import Role, Verb
from tiendo.rules.progress import Kind
from tiendo.rules.refusal import NotAllowed, Refused
from tiendo.ui.forms import refusals_in

PAGE = 50


def clients(request: HttpRequest) -> HttpResponse:
    """All clients within what the person configures."""
    who, today = actor(request), clock.day_of(clock.now())
    page_of = Paginator(clients_for(who, today), PAGE).get_page(request.GET.get("page"))
    found = list(page_of.object_list)
    units = units_of(found, today)
    rows = [(client, units[client.unit_id]) for client in found]
    return render(request, "api/clients.html", {"rows": rows, "page_of": page_of, "today": today})


@never_cache
def new_client(request: HttpRequest) -> HttpResponse:
    """Make a client; its token is shown once."""
    who, now = actor(request), clock.now()
    require_anywhere(who, Verb.CONFIGURE)
    form = ClientForm(request.POST or None, today=clock.day_of(now))
    if form.is_valid():
        values = dict(form.cleaned_data)
        try:
            client, token = acts.create_client(actor=who, now=now, **(values | {"role": Role(values["role"])}))
        except NotAllowed as refused:
            form.add_error("unit", str(refused))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _shown_once(request, client, token)
    return render(request, "api/new_client.html", {"form": form}, status=400 if form.errors else 200)


def client(request: HttpRequest, number: int) -> HttpResponse:
    """One client with its addresses."""
    return _client(request, number, WebhookForm())


@require_POST
@never_cache
def renew_token(request: HttpRequest, number: int) -> HttpResponse:
    """A new token, shown once; the old one stops counting."""
    who, now = actor(request), clock.now()
    client_for(who, number, clock.day_of(now))
    form = RenewalForm(request.POST)
    if not form.is_valid():
        raise Refused(_("This is not a day. Write it as 06/08/2025."))
    renewed, token = acts.renew_token(actor=who, number=number, expires_date=form.cleaned_data["expires_date"], now=now)
    return _shown_once(request, renewed, token)


@require_POST
def end_client(request: HttpRequest, number: int) -> HttpResponse:
    """End a client."""
    acts.end_client(actor=actor(request), number=number, now=clock.now())
    messages.success(request, _("The client is ended; its token no longer counts."))
    return redirect("api:client_page", number=number)


@require_POST
@never_cache
def add_webhook(request: HttpRequest, number: int) -> HttpResponse:
    """Add an address; its secret is shown once."""
    who, now = actor(request), clock.now()
    owner = client_for(who, number, clock.day_of(now))
    form = WebhookForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        draft = telling.WebhookDraft(
            address=values["address"].strip(),
            kinds=[Kind(kind) for kind in values["kinds"]],
            programme=values["programme"],
        )
        with refusals_in(form, "address"):
            webhook, secret = telling.add_webhook(draft, actor=who, client=number, now=now)
            return _shown_once(request, owner, secret, address=webhook.address)
    return _client(request, number, form)


def webhook(request: HttpRequest, number: int) -> HttpResponse:
    """One address with what was sent to it."""
    found = webhook_for(actor(request), number, clock.day_of(clock.now()))
    page_of = Paginator(deliveries_of(found), PAGE).get_page(request.GET.get("page"))
    return render(request, "api/webhook.html", {"webhook": found, "page_of": page_of})


@require_POST
def set_webhook(request: HttpRequest, number: int) -> HttpResponse:
    """Stop telling an address, or begin again."""
    active = request.POST.get("active") == "yes"
    telling.set_webhook_active(actor=actor(request), number=number, active=active, now=clock.now())
    done = _("The address is told again, from now on.") if active else _("The address is no longer told.")
    messages.success(request, done)
    return redirect("api:webhook", number=number)


@require_POST
def send_again(request: HttpRequest, number: int) -> HttpResponse:
    """Send a delivery again."""
    delivery = telling.send_again(actor=actor(request), number=number, now=clock.now())
    messages.success(request, _("It will be sent again within a minute or two."))
    return redirect("api:webhook", number=delivery.webhook_id)


def _client(request: HttpRequest, number: int, form: WebhookForm) -> HttpResponse:
    who, today = actor(request), clock.day_of(clock.now())
    found = client_for(who, number, today)
    shown = {
        "client": found,
        "unit": units_of([found], today)[found.unit_id],
        "webhooks": webhooks_of(found),
        "form": form,
        "renewal": RenewalForm(),
        "counts": found.ended_at is None and found.expires_date > today,
    }
    return render(request, "api/client.html", shown, status=400 if form.errors else 200)


def _shown_once(request: HttpRequest, client: Client, secret: str, address: str = "") -> HttpResponse:
    return render(request, "api/shown_once.html", {"client": client, "secret": secret, "address": address})
