"""What the page for weak lines says by script, in the language in force. Braces stand for what the script fills in."""

from django.utils.translation import gettext as _

from tiendo.ui import terms


def words() -> dict[str, str]:
    """Every text by its name in the scripts."""
    states = {f"is_{code}": str(word) for code, word in terms.STATES.items()}
    lights = {f"light_{code}": str(word) for code, word in terms.LIGHTS.items()}
    return _sentences() | _of_reports() | _of_files() | states | lights


def _sentences() -> dict[str, str]:
    return {
        "sentence": _("Everything written here has been sent. Your tasks: {tasks}, as they were at {at}."),
        "sentence_waiting": _("Written here and not yet recorded: {open}. Your tasks: {tasks}, as they were at {at}."),
        "sentence_drafts": _("Begun here and not sent: {drafts}. Your tasks: {tasks}, as they were at {at}."),
        "sentence_tasks": _("Your tasks: {tasks}, as they were at {at}."),
        "sentence_nobody": _("Nobody is logged in here, so no tasks and no reports are shown."),
        "fallen_back": _("There was no line, so the page that you asked for could not come."),
        "try_again": _("Try again"),
        "no_line": _("There is no line now. What you write stays on this device and is sent when the line is back."),
        "nobody": _("Log in once with a line; after that this page works without one."),
        "no_tasks": _(
            "No position of yours allows reporting, so there is nothing to write here. "
            "If it should, ask your administrator."
        ),
        "log_in_ended": _("Your log-in has ended. What you wrote is kept on this device; log in again to send it."),
        "log_in": _("Log in"),
        "others": _("Reports of {name} wait on this device: {count}. They are sent when {name} logs in here."),
        "may_be_cleared": _(
            "This browser does not promise to keep what waits: it may be cleared when the device runs out of room, "
            "or when somebody clears the browser. Download what waits as a file."
        ),
        "some_of": _("{shown} of {all} tasks are shown. Search to find the others."),
        "due": _("due {day}"),
        "gone": _("This task is no longer in your list."),
        "kept": _("Kept on this device at {at}, not sent yet."),
        "not_kept": _(
            "This could not be kept on the device ({why}). Copy the text, and free some room or send it now."
        ),
        "file_large": _("{names}: larger than {most} MB, so it was not taken. Choose a smaller file."),
        "percent_wrong": _("Enter a percentage from 0 to 100, for example 40 or 62,5."),
        "day_wrong": _("Enter today or an earlier day."),
    }


def _of_reports() -> dict[str, str]:
    return {
        "state_waiting": _("Waits to be sent"),
        "state_sent": _("Arrived and recorded"),
        "state_conflict": _("Needs your choice"),
        "state_refused": _("Refused"),
        "what": _("{percent}, for {day}"),
        "files": _("Evidence: {names}"),
        "times_waiting": _("Written {written}."),
        "times_sent": _("Written {written}, arrived {arrived}."),
        "times_answered": _("Written {written}, answered {arrived}."),
        "sent_before": _("It had arrived already; it counts once."),
        "too_large": _("The files are too large for the server. Edit the report and attach smaller ones."),
        "answered": _(
            "The server did not take it (answer {answer}). Edit it and send it again, or ask your administrator."
        ),
        "drop_sure": _("Drop the report on “{label}”? It is deleted from this device."),
    }


def _of_files() -> dict[str, str]:
    return {
        "file_of": _("This file holds reports of {name}. Only {name} can take it in, after logging in."),
        "file_wrong": _("This is not a file of waiting reports, or it is damaged. Choose a file that this page made."),
        "file_taken": _("Taken in: {added}. Known already: {before}."),
    }
