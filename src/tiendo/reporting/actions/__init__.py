"""The verbs of the room."""

from tiendo.reporting.actions.sending import Outcome, Sending, Sent, send_reports

__all__ = ["Outcome", "Sending", "Sent", "send_reports"]
