"""Names of the categories and regions that a migration inserts, listed here so that they are translated."""

from django.utils.translation import gettext_noop

CATEGORIES = (
    gettext_noop("취미"), gettext_noop("문화·예술"), gettext_noop("운동·액티비티"), gettext_noop("푸드·드링크"),
    gettext_noop("여행·동행"), gettext_noop("성장·자기개발"), gettext_noop("동네·또래"), gettext_noop("연애·소개팅"),
    gettext_noop("재테크"), gettext_noop("외국어"), gettext_noop("스터디"), gettext_noop("지역축제"),
    gettext_noop("기타"),
)  # fmt: skip
REGIONS = (
    gettext_noop("서울"), gettext_noop("경기"), gettext_noop("인천"), gettext_noop("부산"), gettext_noop("울산"),
    gettext_noop("경남"), gettext_noop("대구"), gettext_noop("경북"), gettext_noop("충청"), gettext_noop("대전"),
    gettext_noop("세종"), gettext_noop("전라"), gettext_noop("광주"), gettext_noop("강원"), gettext_noop("제주"),
)  # fmt: skip
