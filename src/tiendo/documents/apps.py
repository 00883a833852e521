"""Registers the room with Django."""

from django.apps import AppConfig


class DocumentsRoom(AppConfig):
    """The documents room."""

    name = "tiendo.documents"
    label = "documents"
