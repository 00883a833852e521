"""Every code that a page can show has its word, in both languages."""

from collections.abc import Iterable

import pytest
from django.utils import translation

from tiendo.org.models import UnitKind
from tiendo.rules.light import Action, Change, Light, Need, Reason, Verdict
from tiendo.rules.permissions import Role, Verb
from tiendo.rules.progress import Kind, State
from tiendo.rules.rank import Criterion, Gain
from tiendo.rules.rhythm import Rhythm
from tiendo.tasks.models import Level, UnitPart
from tiendo.ui import terms

FAMILIES: list[tuple[str, Iterable[str]]] = [
    ("LIGHTS", Light),
    ("STATES", [*State, "overdue", "recurring"]),
    ("STATE_SIGNS", [*State, "overdue", "recurring"]),
    ("KINDS", Kind),
    ("VERBS", Verb),
    ("ROLES", Role),
    ("CRITERIA", Criterion),
    ("RHYTHMS", Rhythm),
    ("LEVELS", Level.values),
    ("UNIT_KINDS", UnitKind.values),
    ("PARTS", UnitPart.values),
]


@pytest.mark.parametrize(("family", "codes"), FAMILIES, ids=[family for family, _codes in FAMILIES])
def test_every_code_of_a_family_has_a_word_and_no_word_is_left_over(family: str, codes: Iterable[str]) -> None:
    words = getattr(terms, family)
    assert set(words) == {str(code) for code in codes}
    assert all(str(word) for word in words.values())


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_a_sentence_in_both_languages(reason: Reason) -> None:
    verdict = Verdict(Light.RED, reason, 1937, 2080)
    with translation.override("en"):
        english = terms.reason(verdict)
    with translation.override("vi"):
        vietnamese = terms.reason(verdict)
    assert english.endswith(".") and vietnamese.endswith(".")
    assert english != vietnamese
    assert "2080" not in english + vietnamese, "thousands are grouped"


@pytest.mark.parametrize("action", Action)
def test_every_action_says_how_many(action: Action) -> None:
    step = Change(Light.GREEN, (Need(action, 3), Need(action, 1)))
    with translation.override("en"):
        assert "3" in terms.needs(step) and " and " in terms.needs(step)


@pytest.mark.parametrize("gain", Gain)
def test_every_gain_says_how_many(gain: Gain) -> None:
    with translation.override("vi"):
        assert "4" in terms.gain(gain, 4)


def test_a_way_up_is_told_from_a_danger() -> None:
    assert terms.is_better(Light.GREY, Light.RED)
    assert terms.is_better(Light.GREEN, Light.GREY)
    assert not terms.is_better(Light.YELLOW, Light.GREY)
    assert not terms.is_better(Light.RED, Light.YELLOW)
