"""What the browser keeps for weak lines: the page, its script, the service worker, and a version made of all of it."""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

from tiendo.reporting.offline_words import words
from tiendo.ui.templatetags.components import asset

KEEPING = ("store", "send")  # the page and the service worker send by the same code
PAGE = (*KEEPING, "queue", "tasks", "page")
WORKER = (*KEEPING, "sw")
ASSETS = ("ui/tiendo.css", "ui/mark.svg")
FONTS = tuple(
    f"vendor/be-vietnam-pro-{part}-{weight}.woff2" for part in ("latin", "vietnamese") for weight in (400, 600)
)
_NOT_CODE = re.compile(r"^\s*(?://.*)?\n|^[ ]+", re.MULTILINE)


def mark(text: str) -> str:
    """Eight letters that change with the contents."""
    return sha256(text.encode()).hexdigest()[:8]


def marked(name: str) -> str:
    """The address of a static file with the mark of its contents."""
    return asset(name)


@cache
def page_script() -> str:
    """The scripts of the page, joined."""
    return _joined(PAGE)


@cache
def worker_script() -> str:
    """The scripts of the service worker, joined."""
    return _joined(WORKER)


def script_address() -> str:
    """The address of the page's script, with its mark."""
    return f"{reverse('reporting:offline_script')}?v={mark(page_script())}"


def assets() -> list[str]:
    """The addresses of everything that the page needs, as the page and its style name them."""
    return [*(asset(name) for name in ASSETS), *(static(name) for name in FONTS), script_address()]


def shell(addresses: dict[str, Any]) -> str:
    """The page as text, in the language in force. Rendered without a request: nothing of a person can get in."""
    context = {"addresses": addresses, "words": words(), "script": script_address()}
    return render_to_string("reporting/offline.html", context)


def version(addresses: dict[str, Any]) -> str:
    """A mark of the page, the worker and the fonts, whose addresses bear none."""
    fonts = "".join(_mark_of_file(name) for name in FONTS)
    return mark(shell(addresses) + worker_script() + fonts)


@cache
def _mark_of_file(name: str) -> str:
    return sha256(_path(name).read_bytes()).hexdigest()


def _joined(parts: tuple[str, ...]) -> str:
    """The files one after the other, without comments of their own line and indentation."""
    texts = (_path(f"reporting/offline-{part}.js").read_text("utf-8") for part in parts)
    return "".join(_NOT_CODE.sub("", text) for text in texts)


def _path(name: str) -> Path:
    """Where a static file lies. FileNotFoundError without such a file."""
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found)
