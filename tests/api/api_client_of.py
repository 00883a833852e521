"""Clients for the tests of the room, and requests in their name."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client as Browser

from tiendo.api import models
from tiendo.api.actions.clients import create_client
from tiendo.gateways.clock import day_of, now
from tiendo.org.models import UnitVersion
from tiendo.org.queries import country, version_of
from tiendo.people.queries import Actor, Held
from tiendo.rules.permissions import Role


def actor_with(role: Role, code: str = "VN", user_id: int = 1) -> Actor:
    """A person with one position; VN is the whole country."""
    unit = unit_named(code)
    held = Held(
        position_id=0,
        role=role,
        title="Cán bộ thử",
        unit_id=unit.unit_id,
        unit_name=unit.full_name,
        scope_path=unit.path,
        scope_unit_id=unit.unit_id,
    )
    return Actor(user_id=user_id, full_name="Người thử", held=(held,))


def unit_named(code: str) -> UnitVersion:
    """A unit as it is today."""
    today = day_of(now())
    return country(today) if code == "VN" else version_of(code, today)


@dataclass(frozen=True, slots=True)
class Program:
    """A client with its token, and the requests it sends."""

    client: models.Client
    token: str

    def get(self, path: str, **query: Any) -> Any:
        """GET below /api/v1."""
        return Browser().get(f"/api/v1{path}", query, headers=self.headers)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        """POST of JSON below /api/v1."""
        text = body if isinstance(body, bytes) else json.dumps(body)
        return Browser().post(
            f"/api/v1{path}", text, content_type="application/json", headers={**self.headers, **headers}
        )

    @property
    def headers(self) -> dict[str, str]:
        """What every request bears."""
        return {"Authorization": f"Bearer {self.token}", "Accept-Language": "en", "Accept-Encoding": "identity"}


def program(
    unit: str = "40", role: Role = Role.REPORTER, per_minute: int = 1000, name: str = "Hệ thống thử"
) -> Program:
    """A client of a unit."""
    made, token = create_client(
        actor=actor_with(Role.ADMINISTRATOR),
        name=name,
        unit=unit_named(unit),
        role=role,
        expires_date=day_of(now()) + timedelta(days=30),
        per_minute=per_minute,
        now=now(),
    )
    return Program(made, token)


def report(task: str = "A", unit: str = "16681", percent: Any = "40", **more: Any) -> dict[str, Any]:
    """One report in the programme TEST, with a fresh key."""
    return {"programme": "TEST", "task": task, "unit": unit, "percent": percent, "key": str(uuid4()), **more}
