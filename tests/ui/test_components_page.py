"""The page of all components shows each in every state, and only in development."""

import re

import pytest
from django.test import Client, RequestFactory
from django.utils import translation

from tiendo.ui import terms
from tiendo.ui.templatetags.components import asset
from tiendo.ui.views import components


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_light_and_state_is_shown_with_icon_and_word(language: str) -> None:
    with translation.override(language):
        page = components(RequestFactory().get("/_ui/")).content.decode()
        for code, word in terms.LIGHTS.items():
            assert f'href="#l-{code}"' in page and f"</svg>{word}</span>" in page
        for word in terms.STATES.values():
            assert f">{word}</span>" in page


def test_a_change_has_words_for_who_does_not_see_the_arrow() -> None:
    with translation.override("en"):
        page = components(RequestFactory().get("/_ui/")).content.decode()
    for words in ("up 2", "down 1", "unchanged", "no comparison"):
        assert f"{words}</span>" in page


def test_nothing_on_the_page_needs_what_the_security_policy_forbids() -> None:
    page = components(RequestFactory().get("/_ui/")).content.decode()
    assert " style=" not in page and "<style" not in page and "onclick" not in page
    assert all("src=" in tag.split(">")[0] for tag in page.split("<script")[1:])


def test_errors_take_the_focus_and_are_tied_to_their_field() -> None:
    page = components(RequestFactory().get("/_ui/")).content.decode()
    assert "data-takes-focus" in page and 'href="#id_name"' in page
    assert 'aria-describedby="id_name_error id_name_helptext"' in page and 'id="id_name_error"' in page


def test_own_files_carry_a_mark_of_their_contents() -> None:
    page = components(RequestFactory().get("/_ui/")).content.decode()
    assert re.search(r'href="/static/ui/tiendo\.css\?v=[0-9a-f]{8}"', page)
    with pytest.raises(FileNotFoundError):
        asset("ui/nothing.css")


@pytest.mark.django_db
def test_it_is_not_served_outside_of_development() -> None:
    assert Client().get("/_ui/").status_code == 404
