"""A refusal is shown at the form; what is closed, and what is a defect, goes on."""

import pytest
from django import forms

from tiendo.rules.refusal import BadRows, NotAllowed, NotFound, Refused, RowProblem
from tiendo.ui.forms import refusals_in


class DayForm(forms.Form):
    """One cell."""

    day = forms.CharField()


@pytest.fixture
def form() -> DayForm:
    """A form in which everything is typed rightly."""
    filled = DayForm({"day": "06/08/2025"})
    assert filled.is_valid()
    return filled


def refused(form: DayForm, refusal: Exception, field: str | None = None) -> str:
    """What a view would do that returns out of the block: `done`, or what comes after it."""
    with refusals_in(form, field):
        raise refusal
    return "the form again"


@pytest.mark.parametrize(
    "refusal", [Refused("Too late."), NotFound("Too late."), BadRows("Too late.", [RowProblem(2, "day", "Late.")])]
)
def test_a_refusal_ends_the_block_and_stands_above_the_form(form: DayForm, refusal: Refused) -> None:
    assert refused(form, refusal) == "the form again"
    assert form.non_field_errors() == [str(refusal)]


def test_a_refusal_stands_under_the_field_that_is_named(form: DayForm) -> None:
    refused(form, Refused("Too late."), "day")
    assert form.errors == {"day": ["Too late."]}


def test_a_closed_page_stays_closed(form: DayForm) -> None:
    with pytest.raises(NotAllowed):
        refused(form, NotAllowed("You hold no position."))
    assert not form.errors


def test_a_defect_is_no_refusal(form: DayForm) -> None:
    with pytest.raises(ZeroDivisionError):
        refused(form, ZeroDivisionError("a defect"))
    assert not form.errors


def test_what_is_not_refused_leaves_the_form_as_it_is(form: DayForm) -> None:
    with refusals_in(form):
        done = "recorded"
    assert done == "recorded"
    assert not form.errors
