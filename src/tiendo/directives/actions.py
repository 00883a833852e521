"""Recording directives and their clauses."""

from datetime import date
from pathlib import Path

from tiendo.directives.models import Clause, Directive
from tiendo.documents.actions import keep_file


def put_directive(
    *, number: str, issued_date: date, issuer: str, abstract: str = "", file: Path | None = None
) -> Directive:
    """The directive with this number, day and issuer, made if it is new. Raises Refused for a file that is unfit."""
    directive, made = Directive.objects.get_or_create(
        number=number, issued_date=issued_date, issuer=issuer, defaults={"abstract": abstract}
    )
    if file is not None and directive.document_id is None:
        directive.document = keep_file(file)
        directive.save(update_fields=["document"])
    elif abstract and not made and not directive.abstract:
        directive.abstract = abstract
        directive.save(update_fields=["abstract"])
    return directive


def put_clause(directive_id: int, number: str) -> Clause:
    """The clause of a directive with this number, made if it is new."""
    clause, _made = Clause.objects.get_or_create(directive_id=directive_id, number=number)
    return clause
