"""Letting a program in, and giving and ending its right to come."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tiendo.api.models import Client
from tiendo.api.queries.clients import client_for
from tiendo.gateways.clock import day_of
from tiendo.gateways.statements import rows
from tiendo.journal.actions import record_act
from tiendo.org.models import UnitVersion, full_name
from tiendo.people.queries import Actor, Held, require
from tiendo.rules.permissions import Role, Verb
from tiendo.rules.refusal import Refused

LEADING = "td_"  # so that a token that lies somewhere open is recognised as one
LONGEST_DAYS = 732
MOST_PER_MINUTE = 60_000
# One statement for everything that a request needs to know of its sender, and it counts the request.
_ADMIT = """
WITH known AS (
    SELECT c.id, c.name, c.role, c.per_minute, c.unit_id, v.path, v.code, v.name AS unit_name, v.designation
    FROM api_client c
    JOIN org_unitversion v ON v.unit_id = c.unit_id AND v.valid_from <= %(day)s AND v.valid_to > %(day)s
    WHERE c.token_hash = %(hash)s AND c.ended_at IS NULL AND c.expires_date > %(day)s
), counted AS (
    INSERT INTO api_pace (client_id, minute, count) SELECT id, %(minute)s::bigint, 1 FROM known
    ON CONFLICT (client_id) DO UPDATE SET minute = excluded.minute,
        count = CASE WHEN api_pace.minute = excluded.minute THEN api_pace.count + 1 ELSE 1 END
    RETURNING count
)
SELECT known.id, known.name, known.role, known.per_minute, known.unit_id, known.path, known.code, known.unit_name,
       known.designation, counted.count
FROM known, counted
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """A client at the door: who acts, and how many requests are left in this minute."""

    client_id: int
    name: str
    unit: str
    role: Role
    per_minute: int
    left: int
    actor: Actor


class TooManyError(Exception):
    """More requests within a minute than the client may send; `wait` is in seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


def admit(token: str, *, now: datetime) -> Admitted | None:
    """The client that the token belongs to; None where it is unknown or no longer counts. Raises TooManyError."""
    seconds = int(now.timestamp())
    known = rows(_ADMIT, {"hash": hash_of(token), "day": day_of(now), "minute": seconds // 60})
    if not known:
        return None
    number, name, role, per_minute, unit_id, path, code, unit_name, designation, count = known[0]
    if count > per_minute:
        raise TooManyError(60 - seconds % 60)
    unit = full_name(designation, unit_name)
    held = Held(
        position_id=0,
        role=Role(role),
        title="",
        unit_id=unit_id,
        unit_name=unit,
        scope_path=path,
        scope_unit_id=unit_id,
    )
    actor = Actor(user_id=-number, full_name=f"client {name} of {unit}"[:300], held=(held,))
    return Admitted(
        client_id=number,
        name=name,
        unit=code,
        role=Role(role),
        per_minute=per_minute,
        left=per_minute - count,
        actor=actor,
    )


def create_client(
    *,
    actor: Actor,
    name: str,
    unit: UnitVersion,
    role: Role,
    expires_date: date,
    per_minute: int,
    note: str = "",
    now: datetime,
) -> tuple[Client, str]:
    """A client of a unit that the actor may configure, and its token, which is kept nowhere."""
    require(actor, Verb.CONFIGURE, unit)
    if role is Role.ADMINISTRATOR:
        raise Refused(_("A program gets no administrator's role. Choose the role of the work that it does."))
    _require_sense(expires_date, per_minute, now)
    token, prefix = _new_token()
    with transaction.atomic():
        client = Client.objects.create(
            name=name,
            unit_id=unit.unit_id,
            role=role,
            prefix=prefix,
            token_hash=hash_of(token),
            expires_date=expires_date,
            per_minute=per_minute,
            note=note,
            created_by=actor.name,
            created_unit=actor.unit_name,
        )
        record_act(
            code="api.client.created",
            author=actor,
            subject=str(client),
            details={"unit": unit.full_name, "role": role, "expires": expires_date.isoformat()},
        )
    return client, token


def renew_token(*, actor: Actor, number: int, expires_date: date, now: datetime) -> tuple[Client, str]:
    """A new token for a client; the old one stops counting at once, the client's keys stay its own."""
    client = client_for(actor, number, day_of(now))
    _require_open(client)
    _require_sense(expires_date, client.per_minute, now)
    token, prefix = _new_token()
    with transaction.atomic():
        client.prefix, client.token_hash, client.expires_date = prefix, hash_of(token), expires_date
        client.save(update_fields=["prefix", "token_hash", "expires_date"])
        record_act(
            code="api.client.token_renewed",
            author=actor,
            subject=str(client),
            details={"expires": expires_date.isoformat()},
        )
    return client, token


def end_client(*, actor: Actor, number: int, now: datetime) -> None:
    """From now on nothing is taken from the client, and nothing is sent to its webhooks."""
    client = client_for(actor, number, day_of(now))
    _require_open(client)
    with transaction.atomic():
        client.ended_at, client.ended_by = now, actor.name
        client.save(update_fields=["ended_at", "ended_by"])
        record_act(code="api.client.ended", author=actor, subject=str(client))


def hash_of(token: str) -> str:
    """What is kept of a token. It has 256 random bits, so a plain hash says nothing of it."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _new_token() -> tuple[str, str]:
    token = LEADING + secrets.token_urlsafe(32)
    return token, token[:12]


def _require_open(client: Client) -> None:
    if client.ended_at is not None:
        raise Refused(_("The client “%(client)s” was ended before. Make a new one.") % {"client": client.name})


def _require_sense(expires_date: date, per_minute: int, now: datetime) -> None:
    days = (expires_date - day_of(now)).days
    if not 0 < days <= LONGEST_DAYS:
        raise Refused(_("The token must end after today and within two years. Choose another day."))
    if not 1 <= per_minute <= MOST_PER_MINUTE:
        raise Refused(
            _("Requests a minute must lie between 1 and %(most)s. Choose another number.") % {"most": MOST_PER_MINUTE}
        )
