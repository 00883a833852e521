"""What the addresses of the room need: a file that was sent for a commune, and a form that was made for it."""

from datetime import date

from tiendo.gateways.clock import day_of, now
from tiendo.org.queries import version_of
from tiendo.people.models import User
from tiendo.people.queries import actor_of
from tiendo.sheets import actions
from tiendo.sheets.models import IssuedForm

COMMUNE = "17329"


def places() -> dict[str, str]:
    """An import of the commune's reporter that was read, and the bundle and number of a form."""
    moment = now()
    on: date = day_of(moment)
    who = actor_of(User.objects.get(username="xa"), on)
    table = f"programme,task,unit,percent\nDOORS,A,{COMMUNE},50\n".encode()
    whole = actions.receive_file(content=table, name="bao-cao.csv", limit=1_000, actor=who, now=moment)
    actions.read(whole, actor=who, now=moment)
    bundle = actions.issue_forms(unit=version_of(COMMUNE, on), communes=False, actor=who, now=moment)
    form = IssuedForm.objects.get(bundle=bundle)
    return {"import": str(whole.pk), "bundle": str(bundle), "form": str(form.pk)}
