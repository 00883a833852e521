"""Something in every room of the demo world, so that each of its pages has content."""

from datetime import date

from cast_browser import (
    Cast,
    assignment,
    follow,
    found_otherwise,
    more_time_asked_for,
    obstacle_raised,
    press,
    program_let_in,
    reported,
    sample_drawn,
)

FILE = "chương trình,nhiệm vụ,đơn vị,phần trăm,ghi chú\nKH02-X,X03,17329,55,Đang lắp\nKH02-X,X99,17329,5,\n"
MAPPING = "part,theirs,ours,days\ncolumn,Đơn vị,unit.name,\ncolumn,Hạn,due_date,dd/mm/yyyy\ncolumn,Trạng thái,state,\n"


def fill_rooms(cast: Cast, until: date) -> None:
    """What a few working days leave behind: reports, requests, obstacles, checks, files, programs."""
    found_otherwise(cast, "X03", "X04")
    reported(cast, "100", "X03")
    sample_drawn(cast)
    more_time_asked_for(cast, "X04", until)
    follow(assignment(cast, "xa", "X04"), "Nêu vướng mắc")
    obstacle_raised(cast.page("xa"), "Chưa có máy quét", group="Trang thiết bị")
    asking = assignment(cast, "lanh-dao-tinh", "X04")
    follow(asking, "Yêu cầu giải trình")
    asking.get_by_label("Nội dung yêu cầu").fill("Vì sao chưa trang bị?")
    press(asking, "Gửi yêu cầu")
    _files(cast)
    _programs(cast, until)


def _files(cast: Cast) -> None:
    page = cast.page("xa")
    page.goto(f"{cast.site}/imports/")
    page.get_by_label("Tệp").set_input_files(
        {"name": "báo cáo.csv", "mimeType": "text/csv", "buffer": FILE.encode("utf-8-sig")}
    )
    press(page, "Gửi và xem trước")
    page.goto(f"{cast.site}/forms/")
    press(page, "Biểu mẫu cho Xã Anh Sơn")


def _programs(cast: Cast, until: date) -> None:
    page = cast.page("quan-tri")
    page.goto(f"{cast.site}/api-clients/new/")
    program_let_in(page, until)
    page.goto(f"{cast.site}/handovers/mappings/")
    page.locator("[name=name]").fill("Bảng của tỉnh")
    page.locator("[name=target]").fill("Văn phòng Uỷ ban nhân dân tỉnh")
    page.locator("[name=text]").fill(MAPPING)
    press(page, "Lưu thành phiên bản mới")
    page = cast.page("thuong-truc")
    page.goto(f"{cast.site}/handovers/")
    page.locator("[name=mapping]").select_option(index=1)
    page.locator("[name=programme]").select_option("KH02-X")
    page.locator("[name=unit]").fill("17329")
    press(page, "Xem thay đổi")
    press(page, "Lập tệp")
