"""Messengers: named services only, addresses sealed for one owner."""

import pytest

from tiendo.gateways.mail import Undelivered
from tiendo.gateways.messenger import AppriseMessenger, BrokenSealError, is_address, masked, seal, unseal


def test_a_sealed_address_opens_for_its_owner_only() -> None:
    sealed = seal("zalo://token/1", owner="user 1")
    assert unseal(sealed, owner="user 1") == "zalo://token/1"
    assert b"token" not in sealed
    for wrong in ("user 2", ""):
        with pytest.raises(BrokenSealError):
            unseal(sealed, owner=wrong)
    with pytest.raises(BrokenSealError):
        unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), owner="user 1")


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
