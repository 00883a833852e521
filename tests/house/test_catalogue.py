"""Every word on screen is there in Vietnamese, and each room's own word is the one that its pages show."""

import subprocess
import sys
from collections.abc import Iterator

from babel.messages.catalog import Message
from django.utils import translation
from house_plan import ROOT

from tiendo.ui.catalogue import load, po_files, room_of

LANGUAGE = "vi"


def test_the_vietnamese_catalogue_is_complete() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tiendo.ui.catalogue", "check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_room_s_word_is_the_one_that_is_shown() -> None:
    """Django keeps the catalogues of all rooms in one space: of two words for one id, the first room's wins."""
    with translation.override(LANGUAGE):
        others = [
            f"{room}: {shown!r} has {own!r} in its catalogue and {got!r} on its pages"
            for room, shown, own, got in _shown_and_own()
            if own != got
        ]
    assert not others, "\n".join(others)


def _shown_and_own() -> Iterator[tuple[str, str, str, str]]:
    """Of every message: its room, its id, the room's own word, and the word at run time."""
    for path in po_files():
        for message in load(path):
            if message.id and path.parts[-3] == LANGUAGE:
                for own, got in _pairs(message):
                    yield room_of(path), str(message.id), own, got


def _pairs(message: Message) -> Iterator[tuple[str, str]]:
    """The room's word beside that of the run time. Vietnamese has one form for every number."""
    if isinstance(message.id, str):
        own = str(message.string)
        yield (
            own,
            translation.pgettext(message.context, message.id) if message.context else translation.gettext(message.id),
        )
        return
    one, many = message.id
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    for count in (1, 2):
        yield str(forms[0]), translation.ngettext(one, many, count)
