"""E-mail by SMTP. Without an address of a server there is a null twin that sends nothing and says so."""

import smtplib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

PATIENCE = 20  # seconds for one step of the conversation with the server
_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


class AddressOfServerError(ValueError):
    """TIENDO_SMTP_URL cannot be read."""


class Undelivered(Exception):  # noqa: N818 - what happened, as the log says it
    """Something was not sent. `permanent`: trying again would not help. `reason` holds no address."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.reason, self.permanent = reason, permanent


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message to one address. `message_id` without the angle brackets; `headers` besides the usual ones."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    headers: Mapping[str, str] = field(default_factory=dict)


class Mailer(Protocol):
    """Sends letters; one conversation with the server for many of them."""

    @property
    def sends(self) -> bool: ...

    def send(self, letter: Letter) -> None: ...


class NullMailer:
    """The twin without a server: sends nothing."""

    sends = False

    def send(self, letter: Letter) -> None:
        """Refuse. Raises Undelivered."""
        raise Undelivered("no server for e-mail is set", permanent=True)


class SmtpMailer:
    """Keeps one connection; opens it again where the server closed it."""

    sends = True

    def __init__(self, url: str, *, sender: str) -> None:
        self._sender = sender
        self._backend = EmailBackend(fail_silently=False, timeout=PATIENCE, **options(url))

    def send(self, letter: Letter) -> None:
        """Hand one letter to the server; returns once it took it. Raises Undelivered."""
        try:
            self._send(letter)
        except smtplib.SMTPServerDisconnected:
            self.close()
            raise Undelivered("the mail server closed the connection", permanent=False) from None
        except smtplib.SMTPRecipientsRefused as error:
            code = max(answer[0] for answer in error.recipients.values())
            raise Undelivered(f"the mail server refuses the address ({code})", permanent=code >= 500) from None
        except smtplib.SMTPResponseException as error:
            self.close()
            raise Undelivered(f"the mail server answered {error.smtp_code}", permanent=False) from None
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise Undelivered(f"the mail server cannot be reached ({type(error).__name__})", permanent=False) from None

    def close(self) -> None:
        """End the conversation."""
        try:
            self._backend.close()
        except (smtplib.SMTPException, OSError):
            self._backend.connection = None  # it was gone already

    def _send(self, letter: Letter) -> None:
        message = EmailMultiAlternatives(
            subject=letter.subject,
            body=letter.text,
            from_email=self._sender,
            to=[letter.to],
            connection=self._backend,
            headers={"Message-ID": f"<{letter.message_id}>", **letter.headers},
        )
        message.attach_alternative(letter.html, "text/html")
        self._backend.open()
        self._backend.send_messages([message])


def options(url: str) -> dict[str, Any]:
    """The parts of smtp://, smtp+tls:// (STARTTLS) or smtps://user:password@host:port. AddressOfServerError."""
    parts = urlsplit(url)
    try:
        port = parts.port or _PORTS[parts.scheme]
    except (KeyError, ValueError) as error:
        known = ", ".join(f"{scheme}://" for scheme in _PORTS)
        raise AddressOfServerError(f"the address of the mail server must begin with {known}") from error
    if not parts.hostname:
        raise AddressOfServerError("the address of the mail server names no host")
    return {
        "host": parts.hostname,
        "port": port,
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": parts.scheme == "smtp+tls",
        "use_ssl": parts.scheme == "smtps",
    }


@contextmanager
def mailer() -> Iterator[Mailer]:
    """The mailer that the settings name, for one conversation."""
    if not settings.SMTP_URL:
        yield NullMailer()
        return
    found = SmtpMailer(settings.SMTP_URL, sender=settings.MAIL_FROM)
    try:
        yield found
    finally:
        found.close()
