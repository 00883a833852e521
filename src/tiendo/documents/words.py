"""Why a file is not taken, in words: what happened, why, what to do."""

from django.utils.translation import gettext_lazy as _

from tiendo.gateways.filetypes import Accepted, Other, Unfit, Why


def unfit_text(name: str, unfit: Unfit) -> str:
    """The sentence for a file that can't be taken."""
    if unfit.why is Why.OTHER_TYPE:
        text = _("“%(name)s” is not taken: it really is %(what)s. Send a PDF, DOCX, XLSX, JPG, PNG or HEIC file.")
        return str(text) % {"name": name, "what": _OTHERS[Other(str(unfit.found))]}
    return str(_REASONS[unfit.why]) % {"name": name}


def other_name_text(name: str, kind: Accepted, suffix: str) -> str:
    """The sentence for a file whose name says something else than its contents."""
    text = _("“%(name)s” is named %(suffix)s but really is a %(what)s file. Rename it to %(right)s and send it again.")
    return str(text) % {"name": name, "suffix": suffix, "what": kind.code.upper(), "right": kind.suffixes[0]}


_OTHERS = {
    Other.EMPTY: _("an empty file"),
    Other.PROGRAM: _("a program"),
    Other.OLD_OFFICE: _("an old or locked Office file (.doc, .xls); save it as .docx or .xlsx"),
    Other.SLIDES: _("a presentation; save it as PDF"),
    Other.OPEN_DOCUMENT: _("an OpenDocument file; save it as PDF, .docx or .xlsx"),
    Other.ARCHIVE: _("a packed archive; unpack it and send the files in it"),
    Other.WEB_PAGE: _("a web page"),
    Other.DRAWING: _("an SVG drawing"),
    Other.PICTURE: _("a picture of another kind; save it as JPG or PNG"),
    Other.VIDEO: _("a video or a sound"),
    Other.RICH_TEXT: _("an RTF text; save it as PDF or .docx"),
    Other.TEXT: _("a plain text; save it as PDF or .docx"),
    Other.UNKNOWN: _("of an unknown kind"),
}
_REASONS = {
    Why.DAMAGED: _("“%(name)s” is damaged and can't be read. Open it, save it anew and send it again."),
    Why.LOCKED: _("“%(name)s” is locked with a password. Save it without one and send it again."),
    Why.MACROS: _(
        "“%(name)s” holds macros, which are small programs. Save it without macros (.docx, .xlsx) or as PDF."
    ),
    Why.BOMB: _("“%(name)s” unpacks to far more than such a file holds, so it was not opened. Save it anew or as PDF."),
    Why.TRICK: _("“%(name)s” is built in a way that Office programs don't build files. Save it anew or as PDF."),
    Why.PROGRAM_INSIDE: _("“%(name)s” has a program hidden inside. Take it out, or save the file as PDF."),
}
