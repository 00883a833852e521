"""The boards of the country, a province and a unit say what is so, and where each number comes from."""

import re

import pytest
from board_pages import AT, BOARD, COMMUNE, PROVINCE, SINCE, page, reader, sentence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def test_a_province_begins_with_the_sentence_of_its_report() -> None:
    told = sentence(page(f"{PROVINCE}?{AT}&{SINCE}"))
    assert "ngày 06/8/2025: 69/130 xã (53,08%) hoàn thành 16/16 nhiệm vụ" in told
    assert "so với ngày 31/7/2025; xếp thứ 20/34" in told


def test_the_sentence_is_there_in_english_too() -> None:
    told = sentence(page(f"{PROVINCE}?{AT}", language="en"))
    assert "69/130 communes (53.08%) have completed 16/16 tasks" in told


def test_every_number_of_the_sentence_leads_to_a_figure_that_keeps_moment_and_unit() -> None:
    html = page(f"{PROVINCE}?{AT}&{SINCE}")
    found = re.search(r'<p class="sentence">(.*?)</p>', html, re.S)
    assert found
    links = re.findall(r'href="([^"]+)"', found[1])
    assert len(links) >= 3
    for link in links:
        assert "/figures/" in link and "at=2025-08-06T16:00" in link and link.endswith("unit=40")
        assert reader().get(link.replace("&amp;", "&")).status_code == 200


def test_the_national_board_shows_every_province_and_both_archipelagos() -> None:
    html = page(f"{BOARD}?{AT}")
    assert html.count('<li class="tile ') == 36
    assert re.search(r'units/48/[^>]*><span class="name">Hoàng Sa', html)
    assert re.search(r'units/56/[^>]*><span class="name">Trường Sa', html)


def test_the_map_shows_every_province_and_both_archipelagos() -> None:
    html = page(f"{BOARD}?{AT}&view=map")
    assert html.count("<path class=") == 34
    assert "Hoàng Sa" in html and "Trường Sa" in html


def test_a_tile_says_light_place_and_share_in_words() -> None:
    html = page(f"{BOARD}?{AT}")
    tile = re.search(r'<a href="/programmes/KH02-X/units/40/[^"]*"><span class="name">.*?</a>', html, re.S)
    assert tile
    read = re.sub(r"<[^>]+>", "", tile[0])
    assert "Nghệ An" in read and "Xanh" in read and "20" in read and "69/130" in read


def test_the_ranking_has_places_over_the_published_moments_in_words() -> None:
    html = page(f"{BOARD}?at=2025-09-08T16:00")
    told = re.search(r'aria-label="Tỉnh Nghệ An: thứ hạng tại các mốc công bố: ([^"]+)"', html)
    assert told
    moments = ["2025-07-31", "2025-08-06", "2025-08-10", "2025-08-14", "2025-08-24", "2025-09-08"]
    places = [re.search(r"xếp thứ (\d+)/34", sentence(page(f"{PROVINCE}?at={day}T16:00"))) for day in moments]
    assert told[1].split(", ") == [place[1] for place in places if place]


@pytest.mark.parametrize(
    ("sort", "first"), [("place", "Phú Thọ"), ("-place", "Điện Biên"), ("name", "An Giang"), ("nonsense", "Phú Thọ")]
)
def test_the_ranking_sorts_as_the_address_asks(sort: str, first: str) -> None:
    html = page(f"{BOARD}?{AT}&sort={sort}")
    ranking = html[html.index('<table class="ranking">') :]
    row = re.search(r'<th scope="row"><a [^>]*>([^<]+)<', ranking)
    assert row and row[1] == first


def test_a_sorted_column_says_so() -> None:
    assert 'aria-sort="descending"' in page(f"{BOARD}?{AT}&sort=-complete")


def test_links_keep_the_moments_that_were_asked_for() -> None:
    html = page(f"{BOARD}?{AT}&{SINCE}&due_year=2025")
    assert "/programmes/KH02-X/units/40/?at=2025-08-06T16:00&amp;since=2025-07-31T16:00&amp;due_year=2025" in html


def test_the_distribution_adds_up_and_each_unit_is_a_tile() -> None:
    html = page(f"{PROVINCE}?{AT}")
    spread = html[html.index('<table class="spread">') :].split("</table>")[0]
    counts = [int(count) for count in re.findall(r"figures/done_\d+/[^>]*>(\d+)</a>", spread)]
    assert counts == [69, 10, 25, 21, 5]
    assert spread.count("<use ") == 130


def test_units_and_tasks_cross_in_a_table_that_says_every_state() -> None:
    html = page(f"{PROVINCE}?{AT}&view=matrix")
    cells = re.findall(r'<td class="s-[a-z_]+"><span role="img" aria-label="[^"]+">', html)
    assert len(cells) == 130 * 16


def test_a_confirmed_state_is_shown() -> None:
    assert "Trung tâm Chỉ huy đã xác nhận trạng thái" in page("/programmes/KH02-X/units/40/?at=2025-09-22T16:00")


def test_only_the_command_centre_is_offered_to_confirm() -> None:
    assert "units/40/confirm/" in page(PROVINCE, username="trung-tam")
    assert "units/40/confirm/" not in page(PROVINCE, username="lanh-dao")


def test_a_unit_page_tells_why_and_what_would_change_it() -> None:
    html = page(f"{COMMUNE}?{AT}")
    assert "xã Anh Sơn hoàn thành 15/16 nhiệm vụ" in sentence(html)
    assert "còn 1 nhiệm vụ chưa được xác nhận hoàn thành" in html
    assert "khi hoàn thành toàn bộ nhiệm vụ" in html


def test_a_unit_outside_the_scope_shows_sums_and_no_tasks() -> None:
    reporter = reader("xa")
    assert reader("xa").get(f"{COMMUNE}?{AT}").content.decode().count("tasks/X16/units/17329/") == 1
    assert reporter.get(f"{PROVINCE}?{AT}").status_code == 200
    assert reporter.get(f"/programmes/KH02-X/units/16681/?{AT}").status_code == 403
