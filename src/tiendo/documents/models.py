"""The register of files."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class Document(models.Model):
    """A file as it was received. Its bytes lie in the file store under their SHA-256."""

    APPEND_ONLY: ClassVar[bool] = True

    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=300)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    received_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name
