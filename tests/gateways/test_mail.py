"""E-mail by SMTP, against a server on loopback."""

import socket
from email import message_from_string

import pytest
from bench.sink import sink

from tiendo.gateways.mail import AddressOfServerError, Letter, NullMailer, SmtpMailer, Undelivered, mailer, options

LETTER = Letter(
    to="ai@example.vn",
    subject="Tiến Độ: 2 nội dung cần xử lý",
    text="Xã Anh Sơn: việc A\n",
    html="<p>Xã Anh Sơn: việc A</p>",
    message_id="abc@tien-do.example",
    headers={"List-Unsubscribe": "<https://example.vn/x>"},
)


def test_a_letter_arrives_with_its_number_its_headers_and_both_forms() -> None:
    with sink() as server:
        post = SmtpMailer(server.url, sender="Tiến Độ <tien-do@example.vn>")
        post.send(LETTER)
        post.send(LETTER)
        post.close()
        assert [(to, number) for to, number, _text in server.letters] == [
            ("ai@example.vn", "<abc@tien-do.example>")
        ] * 2
        arrived = message_from_string(server.letters[0][2])
    assert arrived["List-Unsubscribe"] == "<https://example.vn/x>"
    assert [part.get_content_type() for part in arrived.walk()] == ["multipart/alternative", "text/plain", "text/html"]


@pytest.mark.parametrize(("code", "permanent"), [(550, True), (451, False)])
def test_a_refused_address_is_told_apart_from_one_refused_for_now(code: int, permanent: bool) -> None:
    with sink() as server:
        server.refuse["ai@example.vn"] = code
        post = SmtpMailer(server.url, sender="tien-do@example.vn")
        with pytest.raises(Undelivered) as failure:
            post.send(LETTER)
        assert failure.value.permanent is permanent and str(code) in failure.value.reason
        assert "ai@" not in failure.value.reason
        server.refuse.clear()
        post.send(LETTER)
        post.close()
        assert len(server.letters) == 1


def test_a_server_that_is_not_there_is_asked_again_later() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"smtp://127.0.0.1:{probe.getsockname()[1]}"
    with pytest.raises(Undelivered, match="cannot be reached") as failure:
        SmtpMailer(url, sender="tien-do@example.vn").send(LETTER)
    assert not failure.value.permanent


def test_without_a_server_there_is_a_twin_that_sends_nothing(settings: object) -> None:
    settings.SMTP_URL = ""  # type: ignore[attr-defined]
    with mailer() as post:
        assert isinstance(post, NullMailer) and not post.sends
        with pytest.raises(Undelivered, match="no server"):
            post.send(LETTER)


def test_the_address_of_a_server_is_read() -> None:
    read = options("smtp+tls://tien%20do:m%40t@mail.example.vn")
    assert (read["host"], read["port"], read["username"], read["password"]) == (
        *("mail.example.vn", 587),
        *("tien do", "m@t"),
    )
    assert read["use_tls"] and not read["use_ssl"]
    assert options("smtps://mail.example.vn:4650")["port"] == 4650
    for wrong in ("http://mail.example.vn", "smtp://", "mail.example.vn", "smtp://mail:x"):
        with pytest.raises(AddressOfServerError):
            options(wrong)
