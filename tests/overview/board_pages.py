"""Pages of the demo world as its accounts see them."""

import gzip
import re
from html import unescape

from django.test import Client

from people_made import logged_in
from tiendo.people.models import User

BOARD, PROVINCE, COMMUNE = "/programmes/KH02-X/", "/programmes/KH02-X/units/40/", "/programmes/KH02-X/units/17329/"
AT = "at=2025-08-06T16:00"
SINCE = "since=2025-07-31T16:00"


def reader(username: str = "lanh-dao", language: str = "vi") -> Client:
    """A browser in which an account of the demo is logged in."""
    return logged_in(User.objects.get(username=username), language)


def page(address: str, *, username: str = "lanh-dao", language: str = "vi") -> str:
    """The page at an address."""
    answer = reader(username, language).get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def text(html: str) -> str:
    """What is read: tags away, spaces as one."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def sentence(html: str) -> str:
    """The sentence on top."""
    found = re.search(r'<p class="sentence">(.*?)</p>', html, re.S)
    assert found
    return text(found[1])


def compressed(content: bytes) -> int:
    """Bytes on the line."""
    return len(gzip.compress(content, 6))
