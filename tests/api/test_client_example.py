"""The example program that the documentation gives to those who connect one of their own."""

import importlib.util
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from uuid import uuid4

import pytest
from api_client_of import program

from tiendo.gateways.webhook_sender import signature


def example() -> ModuleType:
    """docs/how-to/api_client.py as a module."""
    path = Path(__file__).parents[2] / "docs" / "how-to" / "api_client.py"
    spec = importlib.util.spec_from_file_location("api_client", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["api_client"] = module
    spec.loader.exec_module(module)
    return module


def test_the_example_checks_signatures() -> None:
    module, body, at = example(), b'{"delivery": "1"}', int(time.time())
    good = signature("secret", body, seconds=at)
    assert module.is_genuine("secret", body, good, seconds=at)
    assert not module.is_genuine("other", body, good, seconds=at)
    assert not module.is_genuine("secret", body + b" ", good, seconds=at)
    assert not module.is_genuine("secret", body, good, seconds=at + 3600)
    assert not module.is_genuine("secret", body, "nothing", seconds=at)


@pytest.fixture
def kept_token(world: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """A token of Nghệ An on the served demo."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield program("40").token


@pytest.mark.writes_world
def test_the_example_reads_a_board_reports_and_is_refused_in_words(
    site: str, kept_token: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    module = example()
    tiendo = module.Tiendo(site, kept_token)
    code = "KH02-X"
    assert tiendo.board(code, "40")["unit"] == "40"
    task = tiendo.changed(code, "2020-01-01T00:00:00+07:00")[0]["task"]
    module.main(site, kept_token, code, task, "16681", "35")
    assert "tasks_done" in capsys.readouterr().out
    sent = {"programme": code, "task": task, "unit": "16681", "percent": 36, "key": str(uuid4())}
    pauses: list[float] = []
    monkeypatch.setattr(module.time, "sleep", pauses.append)
    real: Callable[..., object] = module.urllib.request.urlopen
    breaks = [OSError("the line broke"), OSError("again")]

    def broken(*words: object, **more: object) -> object:
        if breaks:
            raise breaks.pop()
        return real(*words, **more)

    monkeypatch.setattr(module.urllib.request, "urlopen", broken)
    assert tiendo.report([sent]) == tiendo.report([sent])
    assert len(pauses) == 2 and pauses[0] < pauses[1] * 4
    with pytest.raises(module.Refused, match="XX"):
        tiendo.report([sent | {"task": "XX", "key": str(uuid4())}])
