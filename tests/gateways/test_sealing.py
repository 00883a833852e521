"""Keys made once, and texts that they seal for one owner."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tiendo.gateways.keyfiles import kept
from tiendo.gateways.sealing import BrokenSealError, seal, unseal


def test_a_sealed_text_opens_for_its_owner_and_its_key_only() -> None:
    sealed = seal("zalo://token/1", key="channels", owner="user 1")
    assert unseal(sealed, key="channels", owner="user 1") == "zalo://token/1"
    assert b"token" not in sealed
    assert sealed != seal("zalo://token/1", key="channels", owner="user 1")
    for key, owner in (("channels", "user 2"), ("channels", ""), ("totp", "user 1")):
        with pytest.raises(BrokenSealError):
            unseal(sealed, key=key, owner=owner)
    for broken in (sealed[:-1] + bytes([sealed[-1] ^ 1]), sealed[:5], b""):
        with pytest.raises(BrokenSealError):
            unseal(broken, key="channels", owner="user 1")


def test_whoever_asks_for_a_key_at_once_gets_the_same_one(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "secret"
    made = iter(bytes([number]) * 32 for number in range(100))
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _turn: kept(path, lambda: next(made)), range(40)))
    assert len(set(found)) == 1
    assert path.read_bytes() == found[0]
    assert [file.name for file in path.parent.iterdir()] == ["secret"]
    assert path.stat().st_mode & 0o777 == 0o600
