"""The doors of the room: imports and forms, each only for those whose they are."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tiendo.org.models import UnitVersion
from tiendo.org.queries import in_force
from tiendo.people.queries import Actor
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import NotAllowed, NotFound
from tiendo.sheets.models import Effect, Import, ImportRow, ImportState, IssuedForm
from tiendo.tasks.models import ProgressEvent

# Who may do any of these has something to send.
SENDING = (Verb.REPORT, Verb.VERIFY, Verb.RETURN, Verb.REOPEN, Verb.EXTEND, Verb.WITHDRAW, Verb.ANNUL)


def require_sender(actor: Actor) -> None:
    """Raise NotAllowed unless some position of the actor allows recording anything."""
    if not any(actor.can_anywhere(verb) for verb in SENDING):
        raise NotAllowed(
            _("You have no position that allows recording, so no file either. Ask your administrator to add one.")
        )


def imports_for(actor: Actor, on: date) -> QuerySet[Import]:
    """The actor's own imports, and those of units in which the actor may annul; newest first."""
    require_sender(actor)
    below = in_force(on).filter(actor.scope(Verb.ANNUL)).order_by().values("unit_id")
    mine = Q(user_id=actor.user_id)
    allowed = mine | Q(unit_id__in=below) if actor.can_anywhere(Verb.ANNUL) else mine
    return Import.objects.filter(allowed).select_related("document", "form", "progress").order_by("-pk")


def import_for(actor: Actor, number: int, on: date) -> Import:
    """One import by its number; NotFound for others' as well."""
    found = imports_for(actor, on).filter(pk=number).first()
    if found is None:
        raise NotFound(_("There is no import %(number)s that you may see.") % {"number": number})
    return found


def rows_for(whole: Import, only: str) -> QuerySet[ImportRow]:
    """The rows of an import that was opened by its door, in the order of the file; `only`: an effect, or ""."""
    rows = whole.rows.select_related("assignment__task__programme").order_by("line")
    return rows.filter(effect=only) if only in Effect.values else rows


def events_of(whole: Import) -> QuerySet[ProgressEvent]:
    """The events that an import made."""
    return ProgressEvent.objects.filter(key__in=whole.rows.exclude(key=None).values("key"))


def applied_before(whole: Import) -> Import | None:
    """The newest other import of the same file, from the same person, that counts."""
    same = Import.objects.filter(
        document__sha256=whole.document.sha256, user_id=whole.user_id, state=ImportState.APPLIED
    )
    return same.exclude(pk=whole.pk).order_by("-pk").first()


def units_for(actor: Actor, on: date) -> list[UnitVersion]:
    """The units at the top of the actor's scopes, for which forms can be asked first."""
    require_sender(actor)
    ids = {int(path.strip(".").rsplit(".", 1)[-1]) for path in actor.scope_paths(Verb.VIEW)}
    return list(in_force(on).filter(unit_id__in=ids))


def bundles_for(actor: Actor) -> QuerySet[IssuedForm]:
    """The forms that the actor gave out, newest first."""
    require_sender(actor)
    return IssuedForm.objects.filter(issued_user=actor.user_id).order_by("-pk")


def recorded_among(forms: QuerySet[IssuedForm]) -> int:
    """How many of the forms came back and were recorded."""
    applied = Import.objects.filter(state=ImportState.APPLIED, form__in=forms.order_by().values("pk"))
    return applied.values("form_id").distinct().count()


def bundle_for(actor: Actor, bundle: UUID, on: date) -> list[IssuedForm]:
    """The forms given out together that the actor may see, in Vietnamese order; NotFound without any."""
    require_sender(actor)
    forms = {form.unit_id: form for form in IssuedForm.objects.filter(bundle=bundle)}
    units = in_force(on).filter(actor.scope(Verb.VIEW), unit_id__in=list(forms))
    found = [forms[unit_id] for unit_id in units.values_list("unit_id", flat=True)]
    if not found:
        raise NotFound(_("These forms do not exist, or they are of units that you may not look into."))
    return found


def newer_form(form: IssuedForm) -> IssuedForm | None:
    """The newest form of the same unit, where it is not this one."""
    newest = IssuedForm.objects.filter(unit_id=form.unit_id).order_by("-pk").first()
    return newest if newest is not None and newest.pk > form.pk else None


def keys_sent_with(form: IssuedForm) -> set[UUID]:
    """The keys of everything that came back on a form."""
    found = ImportRow.objects.filter(whole__form=form).exclude(key=None).values_list("key", flat=True)
    return {key for key in found if key}


def versions_of(unit_ids: Iterable[int], on: date) -> dict[int, UnitVersion]:
    """Units as they are on a day, by their number."""
    return {version.unit_id: version for version in in_force(on).filter(unit_id__in=set(unit_ids)).order_by()}
