"""Receiving files: judged by contents, kept once, refused in words that say what to do."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import sample_files as sample
from tiendo.documents import actions
from tiendo.documents.actions import keep_file, receive_document
from tiendo.documents.models import Document
from tiendo.documents.queries import content_of
from tiendo.gateways.clock import now
from tiendo.rules.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files_here(tmp_path: Path, settings: Any) -> Path:
    """Files of a test stay with the test."""
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"


def test_a_file_is_kept_under_its_sha256_with_the_moment_it_came() -> None:
    at = now()
    document = receive_document(content=sample.PDF, name="Biên bản.pdf", now=at)
    assert (document.name, document.content_type, document.size) == ("Biên bản.pdf", "application/pdf", len(sample.PDF))
    assert Document.objects.get().received_at == at
    assert content_of(document) == sample.PDF


def test_an_uploaded_file_is_read() -> None:
    document = receive_document(content=SimpleUploadedFile("a.docx", sample.docx()), name="a.docx", now=now())
    assert document.content_type.endswith("wordprocessingml.document")


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("ảnh.png", sample.JPG, "ảnh.png.jpg"),
        ("IMG_001.HEIC", sample.JPG, "IMG_001.HEIC.jpg"),
        ("ảnh.jpeg", sample.JPG, "ảnh.jpeg"),
        ("không đuôi", sample.PDF, "không đuôi.pdf"),
        ("báo cáo 12.2025", sample.PDF, "báo cáo 12.2025.pdf"),
        ("..\\..\\C:\\x\\bien-ban.pdf", sample.PDF, "bien-ban.pdf"),
        ("../../etc/a.pdf", sample.PDF, "a.pdf"),
        ("a\u202efdp.exe.pdf", sample.PDF, "afdp.exe.pdf"),
        ("", sample.PDF, "file.pdf"),
    ],
)
def test_a_name_is_kept_with_a_suffix_that_is_true(name: str, content: bytes, kept: str) -> None:
    assert receive_document(content=content, name=name, now=now()).name == kept


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.pdf", sample.PROGRAM, "it really is a program"),
        ("a.pdf", sample.PNG, "named .pdf but really is a PNG file"),
        ("a.xlsx", sample.docx(), "named .xlsx but really is a DOCX file"),
        ("a.doc", sample.OLD_OFFICE, "save it as .docx or .xlsx"),
        ("a.svg", sample.SVG, "an SVG drawing"),
        ("a.xlsx", sample.office(parts={"xl/vbaProject.bin": b"x"}), "holds macros"),
        ("a.docm", sample.office(parts={"word/vbaProject.bin": b"x"}), "holds macros"),
        ("a.xlsx", sample.locked(), "locked with a password"),
        ("a.docx", sample.nested(3), "Office programs don't build"),
        ("a.pdf", sample.PDF + b"0" * 20_000_000, "larger than 20 MB"),
    ],
)
def test_a_file_that_is_not_taken_leaves_nothing_behind(name: str, content: bytes, says: str, files_here: Path) -> None:
    with pytest.raises(Refused) as refused:
        receive_document(content=content, name=name, now=now())
    assert says in str(refused.value) and name in str(refused.value)
    assert not Document.objects.exists() and not files_here.exists()


def test_a_virus_is_refused_by_name_and_a_silent_check_lets_nothing_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "virus_in", lambda content: "Eicar-Signature")
    with pytest.raises(Refused, match="Eicar-Signature"):
        receive_document(content=sample.PDF, name="a.pdf", now=now())
    monkeypatch.undo()
    monkeypatch.setenv("TIENDO_CLAMD", "127.0.0.1:1")
    with pytest.raises(Refused, match="does not answer"):
        receive_document(content=sample.PDF, name="a.pdf", now=now())
    assert not Document.objects.exists()


def test_a_silent_store_refuses_and_registers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIENDO_S3_URL", "http://127.0.0.1:1/files")
    with pytest.raises(Refused, match="can't be reached"):
        receive_document(content=sample.PDF, name="a.pdf", now=now())
    assert not Document.objects.exists()


def test_the_text_of_a_directive_is_a_pdf_or_a_docx(tmp_path: Path) -> None:
    path = tmp_path / "kế hoạch.pdf"
    path.write_bytes(sample.PDF)
    assert keep_file(path).name == "kế hoạch.pdf"
    table = tmp_path / "bảng.xlsx"
    table.write_bytes(sample.xlsx())
    with pytest.raises(Refused, match="is not a PDF or DOCX"):
        keep_file(table)
    with pytest.raises(Refused, match="cannot be opened"):
        keep_file(tmp_path / "không có.pdf")
    assert content_of(Document.objects.get()) == sample.PDF
