"""Registers the room with Django."""

from django.apps import AppConfig


class FiguresRoom(AppConfig):
    """The figures room."""

    name = "tiendo.figures"
    label = "figures"

    def ready(self) -> None:
        """The rooms in which people report ask here for the policies, so that they show the lights of the boards."""
        from tiendo.figures.queries.policies import policies_now
        from tiendo.tasks.queries.policies import kept_by

        kept_by(policies_now)
