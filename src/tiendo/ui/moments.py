"""The moment bar: which moment a page shows, what it is compared with, and the addresses of other moments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import QueryDict

from tiendo.rules.numbers import HANOI

SHOWN_CUTOFFS = 12


@dataclass(frozen=True, slots=True)
class CutoffLink:
    """A published moment, with the addresses that show it and that compare with it."""

    at: datetime
    shown: bool
    compared: bool
    at_href: str
    since_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentBar:
    """What `ui/moment_bar.html` draws. Hrefs are queries ("?at=…") relative to the page; "" where there is none.

    `published_href` leads to the record of the publication where the moment was published.
    """

    path: str
    at: datetime
    live: bool
    published_href: str
    since: datetime | None
    latest: datetime
    kept: tuple[tuple[str, str], ...]
    cutoffs: tuple[CutoffLink, ...]
    now_href: str
    alone_href: str
    earlier_href: str
    later_href: str

    @property
    def at_value(self) -> str:
        """For the input; empty for the present."""
        return "" if self.live else address_moment(self.at)

    @property
    def since_value(self) -> str:
        """For the input."""
        return address_moment(self.since) if self.since else ""

    @property
    def latest_value(self) -> str:
        """The last moment that can be asked for."""
        return address_moment(self.latest)


def address_moment(moment: datetime) -> str:
    """A moment as addresses and inputs write it, in Hanoi's time: 2025-08-06T16:00."""
    here = moment.astimezone(HANOI)
    if here.microsecond:
        return here.strftime("%Y-%m-%dT%H:%M:%S.%f")
    return here.strftime("%Y-%m-%dT%H:%M:%S" if here.second else "%Y-%m-%dT%H:%M")


def query(parameters: Mapping[str, str]) -> str:
    """The query of an address, "?…" or "" without parameters."""
    return f"?{urlencode(parameters, safe=':')}" if parameters else ""


def moment_bar(
    *,
    path: str,
    parameters: QueryDict,
    at: datetime,
    live: bool,
    published_href: str,
    since: datetime | None,
    now: datetime,
    cutoffs: Sequence[datetime],
) -> MomentBar:
    """The bar of a page. `parameters` are the page's own; `cutoffs` the published moments, newest first."""
    kept = {name: parameters.get(name, "") for name in parameters if name not in ("at", "since", "page")}
    since_kept = {"since": address_moment(since)} if since else {}
    at_kept = {} if live else {"at": address_moment(at)}

    def shown(moment: datetime) -> str:
        compared = since_kept if since and since < moment else {}
        return query({**kept, "at": address_moment(moment), **compared})

    earlier = next((moment for moment in cutoffs if moment < at), None)
    later = next((moment for moment in reversed(cutoffs) if moment > at), None)
    return MomentBar(
        path=path,
        at=at,
        live=live,
        published_href=published_href,
        since=since,
        latest=now,
        kept=tuple(kept.items()),
        cutoffs=tuple(
            CutoffLink(
                at=moment,
                shown=moment == at,
                compared=moment == since,
                at_href=shown(moment),
                since_href=query({**kept, **at_kept, "since": address_moment(moment)}) if moment < at else "",
            )
            for moment in cutoffs[:SHOWN_CUTOFFS]
        ),
        now_href=query(kept) or path,
        alone_href=query({**kept, **at_kept, "since": ""}),
        earlier_href=shown(earlier) if earlier else "",
        later_href=shown(later) if later else "",
    )
