"""Registers the room with Django."""

from django.apps import AppConfig


class TasksRoom(AppConfig):
    """The tasks room."""

    name = "tiendo.tasks"
    label = "tasks"
