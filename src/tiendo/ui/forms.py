"""What a verb refuses, shown at the form by which it was asked for."""

from dataclasses import dataclass
from types import TracebackType

from django.forms import BaseForm

from tiendo.rules.refusal import NotAllowed, Refused


def refusals_in(form: BaseForm, field: str | None = None) -> "Shown":
    """What is refused inside ends the block and is shown in the form, under the field if one is named.

    A closed page stays closed: NotAllowed goes on to the page of refusals. What was not found is shown as well.
    """
    return Shown(form, field)


@dataclass(frozen=True, slots=True)
class Shown:
    """The block of `refusals_in`."""

    form: BaseForm
    field: str | None

    def __enter__(self) -> None:
        return None

    # `bool`, which a generator's context manager can't say: so the type checker knows that a block may end early.
    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if isinstance(raised, NotAllowed) or not isinstance(raised, Refused):
            return False
        self.form.add_error(self.field, str(raised))
        return True
