"""Published cut-offs: their list, their record as a file, and the check of such a file against the ledger."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tiendo.figures.models import CutOff
from tiendo.gateways import signer
from tiendo.people.queries import Actor, require_anywhere
from tiendo.rules.permissions import Verb
from tiendo.rules.refusal import NotFound, Refused
from tiendo.tasks.queries import chain_at

KEY_NAME = "cutoff-ed25519"


def cutoffs_for(actor: Actor) -> QuerySet[CutOff]:
    """All published cut-offs, newest moment first, for whoever holds a position."""
    require_anywhere(actor, Verb.VIEW)
    return CutOff.objects.order_by("-at")


def cutoff_for(actor: Actor, number: int) -> CutOff:
    """One published cut-off."""
    found = cutoffs_for(actor).filter(pk=number).first()
    if found is None:
        raise NotFound(_("There is no such published cut-off."))
    return found


def anchor_text(cutoff: CutOff) -> str:
    """The signed record as a file: what `tiendo verify --anchor` reads."""
    return json.dumps(
        {"record": cutoff.record, "signature": cutoff.signature, "public_key": cutoff.public_key}, indent=1
    )


def check_anchor(path: Path) -> str | None:
    """Check a downloaded record: its signature, and that the chain at its seal still is what it says.

    Returns what is wrong, or None. Raises Refused where the file is no such record.
    """
    try:
        anchor: dict[str, Any] = json.loads(path.read_text("utf-8"))
        record: dict[str, Any] = json.loads(anchor["record"])
        seal, chain = int(record["seal"]), str(record["chain"])
        signature, public = str(anchor["signature"]), str(anchor["public_key"])
        last_event = int(record["last_event"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(
            _("%(file)s is not the record of a published cut-off. Download it again from the page of the cut-off.")
            % {"file": path.name}
        ) from error
    key = settings.HOME / "keys" / KEY_NAME
    if key.exists() and signer.public_key(key) != public:
        return str(_("the record was signed with another key than this installation's"))
    if not signer.is_signed(text=anchor["record"], signature=signature, public=public):
        return str(_("the signature does not fit the record"))
    state = chain_at(seal)
    if state is None or state.chain != chain or state.last_event != last_event:
        return str(_("the chain at seal %(seal)s is not the one that was published") % {"seal": seal})
    return None
