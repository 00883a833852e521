"""A working day of each role in a real browser: by the links and forms that the pages show."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from cast_browser import (
    PDF,
    Cast,
    as_of_now,
    assignment,
    follow,
    found_otherwise,
    in_hand,
    menu,
    more_time_asked_for,
    obstacle_raised,
    press,
    program_let_in,
    reported,
    said,
    sample_drawn,
)
from playwright.sync_api import expect

from tiendo.gateways import clock
from tiendo.gateways.spreadsheets import records_of
from tiendo.rules.sampling import draw

pytestmark = [pytest.mark.browser, pytest.mark.writes_world]
TODAY = clock.day_of(clock.now())
LATER = TODAY + timedelta(days=40)


def test_a_viewer_reads_a_past_moment_on_board_and_map_and_takes_the_table_along(cast: Cast) -> None:
    page = cast.home("xem")
    page.locator("#moment summary").click()
    page.locator("#moment-at").fill("2025-08-06T16:00")
    page.locator("#moment-since").fill("2025-07-31T16:00")
    page.locator("#moment button").click()
    expect(page.locator(".sentence")).to_contain_text("2.140/3.321 xã (64,44%)")
    follow(page, "Bản đồ")
    expect(page.locator("svg.map")).to_be_visible()
    expect(page.locator(".sentence")).to_contain_text("2.140/3.321 xã (64,44%)")
    with page.expect_download() as download:
        follow(page, "Excel")
    records = records_of(Path(download.value.path()).read_bytes(), "board.xlsx")
    assert [record.cells for record in records if "Tỉnh Nghệ An" in record.cells] != []
    assert sum(record.cells[0].isdigit() for record in records) == 34
    assert page.locator("main form").count() == 0


def test_a_reporter_finishes_what_was_sent_back_and_says_what_stands_in_the_way(cast: Cast) -> None:
    found_otherwise(cast, "X05", "X06", "X07")
    page = cast.home("xa")
    assert page.url.endswith("/my-work/")
    assert "bị trả lại" in page.locator("tbody tr", has_text="X05").inner_text()

    follow(page, "X05")
    page.get_by_label("Hoàn thành: 100%").check()
    page.get_by_label("Ghi chú").fill("Đã nâng lên 100 Mbps, có biên bản đo.")
    page.get_by_label("Tài liệu minh chứng").set_input_files(PDF)
    press(page, "Gửi báo cáo")
    assert "chờ xác nhận" in said(page)
    with page.expect_download() as download:
        follow(page, "biên bản đo kiểm.pdf")
    assert Path(download.value.path()).read_bytes() == PDF["buffer"]

    menu(page, "Việc của tôi")
    follow(page, "Báo cáo nhiều nhiệm vụ")
    page.get_by_label("Tỷ lệ mới của X06").fill("85,5")
    page.get_by_label("Tỷ lệ mới của X07").fill("60")
    page.get_by_label("Ghi chú cho X07").fill("Chờ lắp thiết bị.")
    press(page, "Gửi các dòng đã nhập")
    assert "Đã ghi nhận 2 báo cáo" in said(page)
    assert "đã báo cáo 85,5%" in said(page)

    follow(assignment(cast, "xa", "X07"), "Nêu vướng mắc")
    obstacle_raised(page, "Thiếu thiết bị họp trực tuyến", group="Trang thiết bị")
    assert "Tỉnh Nghệ An" in said(page)
    more_time_asked_for(cast, "X07", LATER)
    assert f"{LATER:%d/%m/%Y}: chờ quyết định" in said(page)
    assert "Thiếu thiết bị họp trực tuyến" in said(assignment(cast, "xa", "X07"))


def test_an_approver_takes_back_the_own_slip_and_explains_to_the_leader_who_closes(cast: Cast) -> None:
    found_otherwise(cast, "X08")
    leader = assignment(cast, "lanh-dao-tinh", "X08")
    follow(leader, "Yêu cầu giải trình")
    leader.get_by_label("Nội dung yêu cầu").fill("Vì sao xã chưa cấp đủ chữ ký số?")
    press(leader, "Gửi yêu cầu")
    assert "Trả lời của đơn vị sẽ hiển thị tại đây" in said(leader)

    page = assignment(cast, "duyet", "X08")
    follow(page, "Báo cáo kèm minh chứng")
    page.get_by_label("Tỷ lệ phần trăm").fill("9")
    press(page, "Gửi báo cáo")
    assignment(cast, "duyet", "X08")
    page.get_by_label("Huỷ một bản ghi").check()
    page.get_by_label("Bản ghi cần huỷ").select_option(index=1)
    page.get_by_label("Ghi chú hoặc lý do").fill("Nhập nhầm, đúng là 90%.")
    press(page, "Ghi nhận")
    assert "Nhập nhầm, đúng là 90%." in said(page)
    assert "đã báo cáo 9%" not in said(page)

    page = cast.home("duyet")
    page.locator("section:has(#explanations)").get_by_role("link", name="X08").click()
    page.get_by_label("Nội dung giải trình").fill("Còn 02 cán bộ mới nhận công tác; cấp xong trong tuần.")
    press(page, "Gửi trả lời")
    leader = cast.home("lanh-dao-tinh")
    assert "X08" in said(leader)
    follow(leader, "X08")
    assert "cấp xong trong tuần" in said(leader)
    press(leader, "Kết thúc yêu cầu")
    assert "Đã kết thúc yêu cầu" in said(leader)


def test_an_owner_works_the_queue_by_keyboard_and_by_sample_and_grants_more_time(cast: Cast) -> None:
    found_otherwise(cast, "X13")
    more_time_asked_for(cast, "X13", LATER)
    reported(cast, "100", "X09", "X10", "X11", "X12")
    page = cast.home("so-khcn")
    assert page.url.endswith("/my-work/")
    page.locator("section", has_text="Báo cáo chờ xác nhận").get_by_role("link", name="Mở tất cả").click()

    waiting = page.locator("[data-row]").count()
    page.keyboard.press("j")
    while "X09" not in in_hand(page):
        page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("a")
    assert "Đã xác nhận 1 báo cáo" in said(page)
    page.keyboard.press("k")
    while "X10" not in in_hand(page):
        page.keyboard.press("j")
    page.keyboard.press("r")
    page.keyboard.type("Ảnh chụp chưa rõ niêm yết ở thôn nào.")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert page.locator("[data-row]").count() == waiting - 2
    assert "Ảnh chụp chưa rõ" in said(assignment(cast, "so-khcn", "X10"))

    drawn = waiting - 2
    sample_drawn(cast)
    assert f"1 trong {drawn} báo cáo" in said(page)
    page.get_by_label("đúng", exact=True).check()
    press(page, "Lưu kết luận")
    press(page, f"Xác nhận cả {drawn} báo cáo")
    assert f"Đã xác nhận {drawn}" in said(page)
    assert "hoàn thành" in said(assignment(cast, "so-khcn", "X12"))

    page = cast.home("so-khcn")
    follow(page, "X13")
    page.get_by_label("Quyết định").fill("15/QĐ-SKHCN ngày hôm nay")
    press(page, "Gia hạn")
    assert "Đã gia hạn và ghi vào sổ tiến độ" in said(page)
    assert f"{LATER:%d/%m/%Y}" in said(assignment(cast, "xa", "X13"))


def test_a_standing_body_urges_who_has_not_reported_and_answers_or_passes_up_obstacles(cast: Cast) -> None:
    found_otherwise(cast, "X14")
    for title in ("Mất điện cả buổi chiều", "Đường truyền đứt khi mưa"):
        raiser = cast.page("xa")
        raiser.goto(f"{cast.site}/obstacles/")
        follow(raiser, "Nêu vướng mắc")
        obstacle_raised(raiser, title, group="Điện")

    page = cast.home("thuong-truc")
    follow(page, "Mất điện cả buổi chiều")
    page.get_by_label("Chuyển cấp trên").check()
    page.get_by_label("Nội dung gửi phía bên kia").fill("Ngoài thẩm quyền của tỉnh.")
    press(page, "Ghi nhận")
    assert "Việt Nam" in page.inner_text(".sentence")
    cast.home("thuong-truc")
    follow(page, "Đường truyền đứt khi mưa")
    page.get_by_label("Trả lời", exact=True).check()
    page.get_by_label("Nội dung gửi phía bên kia").fill("Thay tuyến cáp trong tuần này.")
    press(page, "Ghi nhận")
    menu(raiser, "Vướng mắc")
    follow(raiser, "đã trả lời")
    follow(raiser, "Đường truyền đứt khi mưa")
    assert "Thay tuyến cáp trong tuần này." in said(raiser)

    menu(page, "Đơn vị chưa báo cáo")
    page.get_by_text("Chọn nội dung hiển thị").click()
    page.get_by_label("Chương trình").select_option("KH02-X")
    press(page, "Xem")
    row = page.locator("tbody tr", has_text="Xã Anh Sơn")
    assert row.locator("td").last.inner_text() == "–"
    row.get_by_role("checkbox").check()
    press(page, "Đôn đốc đơn vị đã chọn")
    assert "Đã đôn đốc 1 đơn vị" in said(page)
    page.goto(f"{cast.site}/notices/missing/?programme=KH02-X")
    assert f"{TODAY:%d/%m/%Y}" in page.locator("tbody tr", has_text="Xã Anh Sơn").locator("td").last.inner_text()


def test_a_leader_opens_a_red_commune_down_to_its_rows_and_asks_until_it_is_explained(cast: Cast) -> None:
    found_otherwise(cast, "X14", "X15")
    page = cast.home("lanh-dao")
    menu(page, "Tổng hợp")
    as_of_now(page)
    follow(page, "Nghệ An")
    page.locator("section:has-text('Chuyển sang đỏ')").get_by_role("link", name="Xã Anh Sơn").click()
    rows = page.locator("tbody tr:has(.s-overdue)")
    assert page.locator(".sentence a[href*=tasks_overdue]").inner_text().split()[0] == f"{rows.count():02}"
    rows.filter(has_text="X15").get_by_role("link").first.click()
    assert "Đỏ – Quá hạn" in said(page)

    follow(page, "Yêu cầu giải trình")
    page.get_by_label("Nội dung yêu cầu").fill("Vì sao chưa phê duyệt?")
    press(page, "Gửi yêu cầu")
    for answer in ("Đang lập hồ sơ.", "Hồ sơ trình ngày mai."):
        unit = cast.home("xa")
        unit.locator("section:has(#explanations)").get_by_role("link", name="X15").click()
        unit.get_by_label("Nội dung giải trình").fill(answer)
        press(unit, "Gửi trả lời")
        cast.home("lanh-dao")
        follow(page, "X15")
        assert answer in said(page)
        if answer == "Đang lập hồ sơ.":
            page.get_by_label("Nội dung hỏi lại").fill("Khi nào trình?")
            press(page, "Hỏi lại")
    press(page, "Kết thúc yêu cầu")
    assert "Đã kết thúc yêu cầu" in said(page)


def test_an_inspector_reads_what_was_found_on_site_repeats_a_draw_and_changes_nothing(cast: Cast) -> None:
    found_otherwise(cast, "X16")
    reported(cast, "100", "X16")
    sample = sample_drawn(cast)
    page = cast.home("thanh-tra")
    menu(page, "Kiểm tra thực tế")
    assert "Kiểm tra tại xã ngày hôm nay: X16 chưa đủ." in said(page)
    menu(page, "Mẫu kiểm tra")
    page.locator("tbody").get_by_role("link", name=sample, exact=True).click()
    seed = page.locator("dd code").first.inner_text()
    with page.expect_download() as download:
        follow(page, "Tải bảng (CSV)")
    lots = records_of(Path(download.value.path()).read_bytes(), "lots.csv")[1:]
    numbers = [int(lot.cells[1]) for lot in lots]
    shown = page.locator("tbody tr td:nth-child(2)").all_inner_texts()
    assert [str(number) for number in draw(seed=seed, ids=numbers, size=len(shown))] == shown

    menu(page, "Nhật ký")
    page.get_by_label("Hành động").fill("checking.spot_check")
    press(page, "Xem")
    assert "KH02-X/X16 Xã Anh Sơn" in page.locator("tbody tr").first.inner_text()
    assignment(cast, "thanh-tra", "X16")
    assert page.locator("main form").count() == 0


def test_a_command_centre_confirms_a_state_and_publishes_a_moment_that_stays(cast: Cast) -> None:
    page = cast.home("trung-tam")
    menu(page, "Tổng hợp")
    as_of_now(page)
    follow(page, "Thanh Hoá")
    page.get_by_text("Xác nhận trạng thái của đơn vị này").click()
    page.get_by_label("Ghi chú").fill("Đã đối chiếu với tỉnh.")
    press(page, "Xác nhận")
    assert "Đã đối chiếu với tỉnh." in page.locator(".notice").all_inner_texts()[-1]

    menu(page, "Mốc công bố")
    press(page, "Công bố")
    assert "Đã công bố mốc" in said(page)
    published = page.locator("table").inner_text()
    assert "khớp" in said(page)
    reported(cast, "50", "X01")
    page.reload()
    assert page.locator("table").inner_text() == published
    with page.expect_download() as download:
        follow(page, "Tải hồ sơ đã ký số")
    assert json.loads(Path(download.value.path()).read_text("utf-8"))["signature"] in said(page)


def test_an_administrator_lends_a_position_for_days_and_lets_a_program_in_and_out(cast: Cast) -> None:
    page = cast.home("quan-tri")
    menu(page, "Tài khoản")
    follow(page, "xa")
    follow(page, "Vị trí giao thay")
    page.get_by_label("Tên đăng nhập của người làm thay").fill("thanh-tra")
    page.get_by_label("Từ ngày").fill(TODAY.isoformat())
    page.get_by_label("Đến ngày").fill(LATER.isoformat())
    page.get_by_label("Lý do").fill("Nghỉ phép.")
    press(page, "Giao thay vị trí")
    assert f"{LATER:%d/%m/%Y}" in page.locator("tbody tr").first.inner_text()
    assert cast.home("thanh-tra").url.endswith("/my-work/")
    press(page, "Kết thúc hôm nay")
    assert "Đã kết thúc giao thay" in said(page)
    assert not cast.home("thanh-tra").url.endswith("/my-work/")

    menu(page, "Hệ thống kết nối")
    follow(page, "Lập hệ thống kết nối")
    program_let_in(page, LATER)
    token = {"Authorization": f"Bearer {page.inner_text('code.secret')}"}
    assert page.request.get(f"{cast.site}/api/v1/programmes/KH02-X/board?unit=40", headers=token).status == 200
    follow(page, "Đến trang hệ thống kết nối")
    press(page, "Kết thúc kết nối")
    assert "Đã kết thúc hệ thống kết nối" in said(page)
    assert page.request.get(f"{cast.site}/api/v1/client", headers=token).status == 401
