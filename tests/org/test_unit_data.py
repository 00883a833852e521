"""The vendored unit data: counts, one unit per code and day, parents in force, every origin and successor."""

import csv
import unicodedata
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[2] / "src" / "tiendo" / "org" / "data"
FILES = ("units.csv", "succession.csv", "unmapped.csv", "amendments.csv", "agencies.csv", "national.csv")
BEFORE, REFORM, DONG_NAI_CITY, LATEST = "2025-06-30", "2025-07-01", "2026-04-30", "2026-09-20"

# Statistical code, name, phường, xã, đặc khu on 2025-07-01 (QĐ 19/2025/QĐ-TTg).
COMMUNES_OF_PROVINCES = """
01 Hà Nội 51 75 0
04 Cao Bằng 3 53 0
08 Tuyên Quang 7 117 0
11 Điện Biên 3 42 0
12 Lai Châu 2 36 0
14 Sơn La 8 67 0
15 Lào Cai 10 89 0
19 Thái Nguyên 15 77 0
20 Lạng Sơn 4 61 0
22 Quảng Ninh 30 22 2
24 Bắc Ninh 33 66 0
25 Phú Thọ 15 133 0
31 Hải Phòng 45 67 2
33 Hưng Yên 11 93 0
37 Ninh Bình 32 97 0
38 Thanh Hoá 19 147 0
40 Nghệ An 11 119 0
42 Hà Tĩnh 9 60 0
44 Quảng Trị 8 69 1
46 Huế 21 19 0
48 Đà Nẵng 23 70 1
51 Quảng Ngãi 9 86 1
52 Gia Lai 25 110 0
56 Khánh Hoà 16 48 1
66 Đắk Lắk 14 88 0
68 Lâm Đồng 20 103 1
75 Đồng Nai 23 72 0
79 Hồ Chí Minh 113 54 1
80 Tây Ninh 14 82 0
82 Đồng Tháp 20 82 0
86 Vĩnh Long 19 105 0
91 An Giang 14 85 3
92 Cần Thơ 31 72 0
96 Cà Mau 9 55 0
""".strip().splitlines()

Row = dict[str, str]


def read(name: str) -> list[Row]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


UNITS = read("units.csv")
SUCCESSIONS = read("succession.csv")


def in_force(day: str, kind: str) -> list[Row]:
    return [
        row
        for row in UNITS
        if row["kind"] == kind and row["valid_from"] <= day and (not row["valid_to"] or day < row["valid_to"])
    ]


def types(day: str, kind: str) -> Counter[str]:
    return Counter(row["type"] for row in in_force(day, kind))


@pytest.mark.parametrize("name", FILES)
def test_file_is_nfc_with_plain_line_ends_and_trimmed_fields(name: str) -> None:
    text = (DATA / name).read_bytes().decode("utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert not text.startswith("\ufeff")
    assert "\r" not in text
    assert text.endswith("\n")
    assert all(value == value.strip() for row in read(name) for value in row.values())


def test_units_are_sorted_by_level_code_and_date() -> None:
    keys = [(row["kind"] != "country", len(row["code"]), row["code"], row["valid_from"], row["uid"]) for row in UNITS]
    assert keys == sorted(keys)


def test_before_the_reform_there_are_63_provinces_with_696_districts() -> None:
    assert types(BEFORE, "province") == {"tỉnh": 57, "thành phố": 6}
    assert types(BEFORE, "district") == {"huyện": 508, "thành phố": 87, "thị xã": 52, "quận": 49}
    assert types(BEFORE, "commune") == {"xã": 7692, "phường": 1726, "thị trấn": 617}


def test_from_the_reform_on_there_are_34_provinces_with_3321_communes_and_no_district() -> None:
    assert types(REFORM, "province") == {"tỉnh": 28, "thành phố": 6}
    assert types(REFORM, "district") == {}
    assert types(REFORM, "commune") == {"xã": 2621, "phường": 687, "đặc khu": 13}


@pytest.mark.parametrize("line", COMMUNES_OF_PROVINCES)
def test_province_has_its_communes_by_designation(line: str) -> None:
    code, rest = line.split(" ", 1)
    name, wards, rural, special = rest.rsplit(" ", 3)
    [province] = [row for row in in_force(REFORM, "province") if row["code"] == code]
    of_province = [row for row in in_force(REFORM, "commune") if row["parent_uid"] == province["uid"]]
    count = Counter(row["type"] for row in of_province)
    assert province["name"] == name
    assert (count["phường"], count["xã"], count["đặc khu"]) == (int(wards), int(rural), int(special))
    assert len(of_province) == int(wards) + int(rural) + int(special)


def test_the_table_above_has_34_provinces() -> None:
    assert len(COMMUNES_OF_PROVINCES) == 34


def test_dong_nai_is_a_city_with_ten_more_wards_from_30_april_2026() -> None:
    def dong_nai(day: str) -> tuple[str, Counter[str]]:
        [province] = [row for row in in_force(day, "province") if row["uid"] == "p75"]
        return province["type"], Counter(row["type"] for row in in_force(day, "commune") if row["parent_uid"] == "p75")

    assert dong_nai("2026-04-29") == ("tỉnh", Counter({"xã": 72, "phường": 23}))
    assert dong_nai(DONG_NAI_CITY) == ("thành phố", Counter({"xã": 62, "phường": 33}))
    assert types(DONG_NAI_CITY, "commune") == {"xã": 2611, "phường": 697, "đặc khu": 13}


def test_after_september_2026_there_are_nine_cities_and_709_wards() -> None:
    assert types(LATEST, "province") == {"tỉnh": 25, "thành phố": 9}
    assert types(LATEST, "commune") == {"xã": 2599, "phường": 709, "đặc khu": 13}


@pytest.mark.parametrize("day", [BEFORE, REFORM, DONG_NAI_CITY, LATEST])
@pytest.mark.parametrize("kind", ["country", "province", "district", "commune"])
def test_a_code_and_a_uid_stand_once_in_their_kind_on_a_day(day: str, kind: str) -> None:
    rows = in_force(day, kind)
    assert len({row["code"] for row in rows}) == len(rows)
    assert len({row["uid"] for row in rows}) == len(rows)


def test_codes_have_the_width_of_their_kind() -> None:
    width = {"country": 2, "province": 2, "district": 3, "commune": 5}
    assert [row for row in UNITS if len(row["code"]) != width[row["kind"]]] == []


def test_versions_of_a_unit_follow_each_other_without_overlap() -> None:
    versions = defaultdict(list)
    for row in UNITS:
        versions[row["uid"]].append(row)
    for rows in versions.values():
        for earlier, later in pairwise(rows):
            assert earlier["valid_to"] == later["valid_from"]
            assert earlier["kind"] == later["kind"]


def test_every_parent_is_in_force_on_all_days_of_the_version() -> None:
    """A parent may change its own version meanwhile; what counts is that it exists from first day to last."""
    spans: dict[str, tuple[str, str]] = {}
    for row in UNITS:
        first, _ = spans.get(row["uid"], (row["valid_from"], ""))
        spans[row["uid"]] = (first, row["valid_to"] or "9999-12-31")
    assert [row["uid"] for row in UNITS if not row["parent_uid"]] == ["vn"]
    for row in UNITS[1:]:
        first, end = spans[row["parent_uid"]]
        assert first <= row["valid_from"], row
        assert (row["valid_to"] or "9999-12-31") <= end, row


def test_a_commune_hangs_under_a_district_before_the_reform_and_under_a_province_after() -> None:
    kinds = {row["uid"]: row["kind"] for row in UNITS}
    assert {kinds[row["parent_uid"]] for row in in_force(BEFORE, "commune")} == {"district"}
    assert {kinds[row["parent_uid"]] for row in in_force(REFORM, "commune")} == {"province"}
    assert {kinds[row["parent_uid"]] for row in in_force(BEFORE, "district")} == {"province"}


def test_every_unit_that_ended_has_a_successor_or_a_reason() -> None:
    ended = {row["uid"] for row in UNITS} - {row["uid"] for row in UNITS if not row["valid_to"]}
    reasons = {row["uid"]: row["reason"] for row in read("unmapped.csv")}
    succeeded = {row["from_uid"] for row in SUCCESSIONS}
    assert ended - succeeded == set(reasons)
    assert set(reasons.values()) == {"district_level_ended"}
    assert {uid[0] for uid in reasons} == {"d"}


def test_every_commune_and_merged_province_of_the_reform_has_an_origin() -> None:
    origins = {row["to_uid"] for row in SUCCESSIONS if row["from_date"] == REFORM}
    assert {row["uid"] for row in in_force(REFORM, "commune")} <= origins
    assert {row["uid"] for row in UNITS if row["kind"] == "province" and row["valid_from"] == REFORM} <= origins


def test_successions_join_the_day_one_ends_with_the_day_the_other_begins() -> None:
    ends = {(row["uid"], row["valid_to"]) for row in UNITS}
    begins = {(row["uid"], row["valid_from"]) for row in UNITS}
    keys = [(row["from_uid"], row["to_uid"], row["from_date"]) for row in SUCCESSIONS]
    assert len(set(keys)) == len(keys)
    for row in SUCCESSIONS:
        assert (row["from_uid"], row["from_date"]) in ends, row
        assert (row["to_uid"], row["from_date"]) in begins, row
        assert row["decision"].startswith("Nghị quyết số "), row


def test_kinds_of_succession_mean_what_they_say() -> None:
    of_reform = [row for row in SUCCESSIONS if row["from_date"] == REFORM]
    parts = Counter(row["from_uid"] for row in of_reform)
    origins = Counter(row["to_uid"] for row in of_reform)
    for row in of_reform:
        same = row["from_uid"] == row["to_uid"]
        match row["kind"]:
            case "moved":
                assert same and parts[row["from_uid"]] == origins[row["to_uid"]] == 1
            case "renamed":
                assert not same and parts[row["from_uid"]] == origins[row["to_uid"]] == 1
            case "merged":
                assert not same and parts[row["from_uid"]] == 1 < origins[row["to_uid"]]
            case "split":
                assert not same and parts[row["from_uid"]] > 1
            case other:
                pytest.fail(f"unknown kind {other}")
    kinds = Counter(row["kind"] for row in of_reform)
    assert kinds == {"merged": 9513, "split": 973, "moved": 121, "renamed": 16}


def test_52_provinces_became_23_and_11_went_on() -> None:
    merged = [row for row in SUCCESSIONS if row["to_uid"].startswith("p") and row["from_date"] == REFORM]
    assert len(merged) == 52
    assert len({row["to_uid"] for row in merged}) == 23
    assert {row["decision"] for row in merged} == {"Nghị quyết số 202/2025/QH15 ngày 12/6/2025"}
    assert len({row["uid"] for row in in_force(BEFORE, "province")} & {f"p{n:02}" for n in range(100)}) == 11


def test_namesakes_in_other_districts_are_not_taken_for_origins() -> None:
    districts = {row["uid"]: row["parent_uid"] for row in UNITS if row["valid_to"] == REFORM}
    names = {row["uid"]: row["name"] for row in UNITS if row["kind"] == "district"}
    cao_lanh = [row["from_uid"] for row in SUCCESSIONS if row["to_uid"] == "c29869"]
    assert {names[districts[uid]] for uid in cao_lanh} == {"Cao Lãnh"}


def test_only_stated_e_identifiers_are_given() -> None:
    assert {row["uid"]: row["e_id"] for row in UNITS if row["e_id"]} == {
        "p04": "H14",
        "p20": "H37",
        "p40": "H41",
        "p46": "H57",
        "p02-2024": "H22",
    }


def test_positions_lie_in_vietnam() -> None:
    located = [row for row in UNITS if row["latitude"]]
    assert len(located) > 13_000
    for row in located:
        assert 7 < float(row["latitude"]) < 23.5 and 102 < float(row["longitude"]) < 115, row


def test_agency_patterns_hang_together() -> None:
    agencies = read("agencies.csv")
    suffixes = [row["suffix"] for row in agencies]
    assert len(set(suffixes)) == len(suffixes)
    for number, row in enumerate(agencies):
        assert row["kind"] in {
            "peoples_committee",
            "party_committee",
            "standing_body",
            "department",
            "joint_body",
        }
        assert not row["parent_suffix"] or row["parent_suffix"] in suffixes[:number]
        assert row["name_province"].endswith("{name}") and row["name_city"].endswith("{name}")
        assert bool(row["members"]) == (row["kind"] == "joint_body")
        assert set(filter(None, row["members"].split(";"))) <= set(suffixes) - {row["suffix"]}


def test_national_bodies_hang_together_with_14_ministries() -> None:
    bodies = read("national.csv")
    codes = [row["code"] for row in bodies]
    assert len(set(codes)) == len(codes)
    for number, row in enumerate(bodies):
        assert row["kind"] in {"central_body", "party_committee", "joint_body", "partner"}
        assert row["code"].startswith("DT." if row["kind"] == "partner" else "TW.")
        assert not row["parent_code"] or row["parent_code"] in codes[:number]
    assert sum(row["name"].startswith("Bộ ") for row in bodies) == 14
    assert {row["code"]: row["e_id"] for row in bodies if row["e_id"]} == {"TW.VPCP": "G22"}
