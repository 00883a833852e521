"""Directives and their clauses."""

from typing import ClassVar

from django.db import models

from tiendo.documents.models import Document


class Directive(models.Model):
    """A resolution, plan, decision or meeting conclusion that orders tasks."""

    number = models.CharField(max_length=100)
    issued_date = models.DateField()
    issuer = models.CharField(max_length=300)
    abstract = models.TextField(blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number", "issued_date", "issuer"], name="directive_once"),
        ]

    def __str__(self) -> str:
        return self.number


class Clause(models.Model):
    """A numbered passage of a directive that a task serves."""

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="clauses")
    number = models.CharField(max_length=60)
    text = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["directive", "number"], name="clause_once"),
        ]

    def __str__(self) -> str:
        return f"{self.directive_id} {self.number}"
