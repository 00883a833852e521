"""An example client of the interface for programs, with the standard library only.

    python api_client.py https://tiendo.example.vn TOKEN PROGRAMME TASK UNIT PERCENT

reads the unit's board, reports how far the task is, and prints both answers.
"""

import hmac
import json
import random
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from hashlib import sha256
from typing import Any

TRIES = 6
LONGEST_PAUSE = 60.0  # seconds
TOLERANCE = 300  # seconds between the sender's clock and ours


class Refused(Exception):  # noqa: N818 - as the system itself calls it
    """The system said no; `problem` says what happened, why, and what to do."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(f"{problem.get('title')} {problem.get('detail')} {problem.get('advice')}")
        self.problem = problem


class Tiendo:
    """The interface at an address, in the name of a client."""

    def __init__(self, address: str, token: str) -> None:
        self._root = address.rstrip("/") + "/api/v1"
        self._token = token

    def board(self, programme: str, unit: str = "", at: str = "") -> dict[str, Any]:
        """The board of a unit (the country without one) at a moment such as 2025-08-06T16:00:00+07:00 (else now)."""
        asked = {name: value for name, value in (("unit", unit), ("at", at)) if value}
        return self._ask("GET", f"/programmes/{urllib.parse.quote(programme)}/board", asked)

    def changed(self, programme: str, since: str) -> list[dict[str, Any]]:
        """All assignments of the client's scope that changed since a moment, page by page."""
        found: list[dict[str, Any]] = []
        asked = {"programme": programme, "changed_since": since, "limit": "500"}
        while True:
            page = self._ask("GET", "/assignments", asked)
            found += page["assignments"]
            if page["next"] is None:
                return found
            asked["after"] = str(page["next"])

    def report(self, reports: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Report how far assignments are. Each report keeps its key over all attempts, so that it counts once.

        Keep the keys with your own records: after a power cut the same report goes out again under the same key.
        """
        keyed = [{"key": str(uuid.uuid4()), **report} for report in reports]
        answered: list[dict[str, Any]] = self._ask("POST", "/reports", body={"reports": keyed})["reports"]
        return answered

    def _ask(
        self, method: str, path: str, asked: dict[str, str] | None = None, body: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """One request; again after a pause where the line broke, the system was busy, or too many came."""
        address = self._root + path + (f"?{urllib.parse.urlencode(asked)}" if asked else "")
        request = urllib.request.Request(  # noqa: S310 - the address is the operator's own
            address, None if body is None else json.dumps(body).encode(), method=method
        )
        request.add_header("Authorization", f"Bearer {self._token}")
        request.add_header("Content-Type", "application/json")
        for attempt in range(1, TRIES + 1):
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
                    found: dict[str, Any] = json.load(answer)
                    return found
            except urllib.error.HTTPError as error:
                if error.code != 429 and error.code < 500:
                    raise Refused(json.load(error)) from error
                wait = float(error.headers.get("Retry-After") or 0)
            except OSError:
                wait = 0.0
            if attempt < TRIES:
                time.sleep(max(wait, min(LONGEST_PAUSE, 2.0**attempt) * random.uniform(0.5, 1)))  # noqa: S311
        raise TimeoutError(f"{address} did not answer in {TRIES} attempts; send the same keys again later")


def is_genuine(secret: str, body: bytes, signature: str, *, seconds: float) -> bool:
    """Whether a webhook's message was signed with our secret, not long ago.

    `signature`: the header X-Tiendo-Signature, t=…,v1=…; `seconds`: the present moment, time.time().
    """
    parts = dict(part.partition("=")[::2] for part in signature.split(","))
    sent = parts.get("t", "")
    if not sent.isdecimal() or abs(seconds - int(sent)) > TOLERANCE:
        return False
    expected = hmac.new(secret.encode(), sent.encode() + b"." + body, sha256).hexdigest()
    return hmac.compare_digest(expected, parts.get("v1", ""))


def main(address: str, token: str, programme: str, task: str, unit: str, percent: str) -> None:
    """Read a board and send one report."""
    tiendo = Tiendo(address, token)
    for figure in tiendo.board(programme, unit)["own"]["figures"]:
        print(f"{figure['code']}: {figure['numerator']}/{figure['denominator']} ({figure['percent']}%)")
    print(tiendo.report([{"programme": programme, "task": task, "unit": unit, "percent": percent}]))


if __name__ == "__main__":
    main(*sys.argv[1:])
