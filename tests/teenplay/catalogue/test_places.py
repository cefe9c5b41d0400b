"""Places read from texts and coordinates."""

import pytest

from teenplay.catalogue.places import Place, coordinates, read_place


@pytest.mark.parametrize(
    ("texts", "region", "district"),
    [
        (("서울특별시 마포구 양화로 1",), "서울", "마포구"),
        (("부산 중구 광복로",), "부산", "중구"),
        (("서울 중구 세종대로",), "서울", "중구"),
        (("중구 어딘가",), "", ""),
        (("", "성수동 카페"), "서울", "성동구"),
        (("홍대입구역 3번 출구",), "서울", "마포구"),
        (("경기도 광주시 오포읍",), "경기", ""),
        (("광주 동구 충장로",), "광주", "동구"),
        (("제주시 애월읍",), "제주", "애월"),
        (("전주 한옥마을",), "전라", "전주"),
        (("강릉 바다",), "강원", "강릉"),
        (("세종문화회관 대극장",), "서울", "종로구"),
        (("세종M씨어터",), "", ""),
        (("울산 울주군",), "울산", "울주군"),
        (("온라인",), "", ""),
        ((), "", ""),
    ],
)
def test_read_place(texts: tuple[str, ...], region: str, district: str) -> None:
    place = read_place(*texts)
    assert (place.region, place.district) == (region, district)


def test_coordinates_are_turned_round_or_refused() -> None:
    assert coordinates("126.97", "37.56") == (37.56, 126.97)
    assert coordinates("37.62010-0000-0000", "127.0") is None  # stands so in the city's own data
    assert coordinates("0", "0") is None
    assert coordinates("", "") is None


def test_nothing_is_known_of_a_place_that_is_not_named() -> None:
    assert read_place("어딘가") == Place()
