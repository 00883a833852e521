"""Messengers: named services only."""

import pytest

from tiendo.gateways.mail import Undelivered
from tiendo.gateways.messenger import AppriseMessenger, is_address, masked


def test_a_service_that_is_not_named_is_never_asked() -> None:
    with pytest.raises(Undelivered, match="not one that may be used") as failure:
        AppriseMessenger().send("json://127.0.0.1:1/", title="x", text="y")
    assert failure.value.permanent


def test_an_installation_names_the_services_that_it_uses(settings: object) -> None:
    assert not is_address("matrix://user:pass@example.vn/#room")
    settings.MESSENGERS = ["matrix"]  # type: ignore[attr-defined]
    assert is_address("matrix://user:pass@example.vn/#room")
    assert not is_address("zalo://123456:token/84900000000")


def test_what_is_shown_of_an_address_tells_no_secret() -> None:
    assert masked("email", "nguyen.van@nghean.gov.vn") == "n…@nghean.gov.vn"
    assert masked("messenger", "Zalo://token/84900000000") == "zalo://…"
