"""Keys that are kept in files outside the database: made once, readable by their owner only."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """The key in a file; where there is none, a fresh one that is kept there from now on."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Written whole beside it and then linked, so that another process never reads half a key.
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(make())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was faster; its key counts
    finally:
        draft.unlink()
    return path.read_bytes()
