"""The catalogue tool finds every message id, and names what is wrong with a catalogue."""

from babel.messages.catalog import Catalog

from tiendo.ui.catalogue import ids_of_code, ids_of_template, problems


def test_ids_are_found_in_code() -> None:
    source = (
        'x = _("One")\ny = gettext("Two " "parts")\nz = ngettext("%(n)s thing", "%(n)s things", n)\nw = other("No")\n'
    )
    assert set(ids_of_code(source)) == {"One", "Two parts", ("%(n)s thing", "%(n)s things")}


def test_text_that_is_not_literal_is_no_id() -> None:
    assert list(ids_of_code("_(name)\nngettext(one, many, 3)\n")) == []


def test_ids_are_found_in_templates_as_the_tags_look_them_up() -> None:
    source = (
        '{% translate "One" %}{% translate "Two" as two %}{% if a %}{% translate "Deep" %}{% endif %}'
        "{% blocktranslate with at=moment %}As of {{ at }}{% endblocktranslate %}"
        "{% blocktranslate count n=3 %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}"
    )
    assert set(ids_of_template(source)) == {"One", "Two", "Deep", "As of %(at)s", ("%(n)s row", "%(n)s rows")}


def test_a_catalogue_that_fits_has_no_problems() -> None:
    catalogue = Catalog(locale="vi")
    catalogue.add("At %(at)s", "Lúc %(at)s")
    catalogue.add(("{n} row", "{n} rows"), ("{n} dòng",))
    assert problems(catalogue, {"At %(at)s", ("{n} row", "{n} rows")}) == []


def test_everything_wrong_with_a_catalogue_is_named() -> None:
    catalogue = Catalog(locale="vi")
    catalogue.add("Empty", "")
    catalogue.add("Fuzzy", "Mờ", flags={"fuzzy"})
    catalogue.add("At %(at)s", "Lúc %(when)s")
    catalogue.add("Old", "Cũ")
    found = problems(catalogue, {"Empty", "Fuzzy", "At %(at)s", "New"})
    assert found == [
        "missing: New",
        "superfluous: Old",
        "other placeholders: At %(at)s",
        "untranslated: Empty",
        "fuzzy: Fuzzy",
    ]
