"""HTML, decoration, personal data and prices, each on examples worked out by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teenplay.collect.cleaning import RAW_FIELDS, clean
from teenplay.collect.contracts import CLEAN, RAW, TABLE, breaches
from teenplay.collect.prices import Price, read_price
from teenplay.collect.privacy import mask
from teenplay.collect.text import bare_title, lines, plain

SEEN = datetime(2024, 4, 17, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>🎉★한강&nbsp;러닝★<br>５월 모집!!!!</p>", "한강 러닝 5월 모집!"),
        ("<p><br></p><p style='color:red'>&lt;봄&gt; 소풍&#44; 함께&amp;해요</p>", "<봄> 소풍, 함께&해요"),
        ("<All that jazz> 콘서트", "<All that jazz> 콘서트"),
        ("<호두까기 인형> 발레", "<호두까기 인형> 발레"),
        ("👨‍👩‍👧 가족 🇰🇷 모임 ❤️", "가족 모임"),
        ("━━━━━ 안내 =====", "안내 ="),
        ("체온 36.5℃ · 30㎡", "체온 36.5℃ · 30㎡"),
        ("<script>alert(1)</script>[object Object]글", "글"),
        ("", ""),
    ],
)
def test_plain(markup: str, text: str) -> None:
    assert plain(markup) == text


def test_plain_is_composed_hangul() -> None:
    assert plain("한강") == "한강"


def test_lines_keeps_line_breaks() -> None:
    assert lines("<div>일시: 5/3</div><p>장소<br/>홍대</p>") == "일시: 5/3\n장소\n홍대"


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("[체험단] (서울) 성수 도자기 공방", "성수 도자기 공방"),
        ("★<마포문화재단> 봄 음악회", "봄 음악회"),
        ("[봄]", "[봄]"),
        ("한강 러닝", "한강 러닝"),
    ],
)
def test_bare_title(title: str, bare: str) -> None:
    assert bare_title(title) == bare


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("문의 010-1234-5678", "문의 ***"),
        ("01012345678로 문자", "***로 문자"),
        ("010 1234 5678 / 010.1234.5678", "*** / ***"),
        ("(02)123-4567, 031-123-4567", "***, ***"),
        ("+82 10-1234-5678", "***"),
        ("1588-0000", "***"),
        ("공일공 일이삼사 오육칠팔", "***"),
        ("hong.gil@example.co.kr로", "***로"),
        ("hong (at) example (dot) com", "***"),
        ("국민은행 123456-01-123456", "국민은행 ***"),
        ("주민번호 900101-1234567", "주민번호 ***"),
        ("작성자: 홍길동 / 담당자 : 김철수님", "작성자: *** / 담당자 : ***님"),
        ("카톡 아이디: gildong12", "카톡 아이디: ***"),
        ("2024-05-03 19:00, 10,000원, 02관 3층, 5월 3일", "2024-05-03 19:00, 10,000원, 02관 3층, 5월 3일"),
        ("20240503 / 2024.05.03~2024.05.05", "20240503 / 2024.05.03~2024.05.05"),
        ("37.5665,126.9780", "37.5665,126.9780"),
        ("", ""),
    ],
)
def test_mask(text: str, masked: str) -> None:
    assert mask(text) == masked
    assert mask(masked) == masked


@given(st.text(max_size=100))
def test_mask_and_plain_take_any_text(text: str) -> None:
    assert mask(mask(text)) == mask(text)
    assert plain(plain(text)) is not None


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("전석 20,000원", Price(20_000, 20_000)),
        ("R석 7만원 / S석 5만5천원", Price(55_000, 70_000)),
        ("1.5만원", Price(15_000, 15_000)),
        ("1만4천원", Price(14_000, 14_000)),
        ("3만 5000원", Price(35_000, 35_000)),
        ("5천원", Price(5_000, 5_000)),
        ("10,000원~120,000원", Price(10_000, 120_000)),
        ("₩15,000", Price(15_000, 15_000)),
        ("R 60,000 / S 50,000", Price(50_000, 60_000)),
        ("무료", Price(0, 0)),
        ("0원", Price(0, 0)),
        ("전석 초대", Price(0, 0)),
        ("성인 20,000원, 어린이 무료", Price(0, 20_000)),
        ("전석 5만원 (3,000원 할인)", Price(50_000, 50_000)),
        ("회비 2만", Price(20_000, 20_000)),
        ("15000", Price(15_000, 15_000)),
        ("무료주차, 참가비 10,000원", Price(10_000, 10_000)),
        ("유·무료", None),
        ("홈페이지 참고", None),
        ("50% 할인", None),
        ("정원 1,000명", None),
        ("99999만원", None),
        ("", None),
    ],
)
def test_read_price(text: str, price: Price | None) -> None:
    assert read_price(text) == price


def raw(**cells: str) -> dict[str, str]:
    return {name: cells.get(name, "") for name in RAW_FIELDS}


def test_clean_reads_a_whole_row() -> None:
    row = clean(
        raw(
            source_id="7",
            title="🎉[체험단] 홍대 도자기 원데이 10명",
            content="<p>모집: ~4/30</p><p>일시: 5월 3일(금) 오후 7시~9시</p>",
            price="2만원",
            tags="#도자기,#원데이",
        ),
        "activity",
        SEEN,
    )
    assert row["title"] == "[체험단] 홍대 도자기 원데이 10명"
    assert row["activity_start"] == datetime(2024, 5, 3, 10, 0, tzinfo=UTC)
    assert row["activity_end"] == datetime(2024, 5, 3, 12, 0, tzinfo=UTC)
    assert row["recruit_end"] == datetime(2024, 4, 30, 14, 59, 59, tzinfo=UTC)
    assert (row["region"], row["district"], row["capacity"], row["price_low"]) == ("서울", "마포구", 10, 20_000)
    assert row["tags"] == "도자기;원데이"
    assert breaches(CLEAN["activity"], [row]) == {}


def test_a_date_without_a_year_is_read_from_the_day_it_was_posted() -> None:
    row = clean(raw(title="송년회", date="12/28", posted="2022.12.01"), "activity", SEEN)
    assert row["activity_start"] == datetime(2022, 12, 27, 15, 0, tzinfo=UTC)


def test_clean_makes_nothing_up() -> None:
    row = clean(raw(source_id="1", title="무언가"), "activity", SEEN)
    said = {name for name, value in row.items() if value not in (None, "", 0)}
    assert said == {"kind", "source_id", "title"}


def test_contracts_name_row_column_and_reason() -> None:
    rows = [raw(source_id="1", title="가나다"), raw(title="x" * 2_000)]
    found = breaches(RAW, rows)
    assert list(found) == [1]
    assert {(breach.column, breach.reason) for breach in found[1]} == {
        ("source_id", "needs 1 to 200 characters"),
        ("title", "needs 1 to 1000 characters"),
    }


def test_a_window_that_ends_before_it_starts_breaks_the_contract() -> None:
    row = clean(raw(title="거꾸로"), "activity", SEEN)
    row |= {"activity_start": SEEN, "activity_end": SEEN.replace(day=1)}
    assert [breach.reason for breach in breaches(CLEAN["activity"], [row])[0]] == [
        "activity_end is before activity_start"
    ]


def test_the_table_wants_a_category_and_times_in_order_where_they_are_known() -> None:
    rows = [
        {"title": "모임", "category_id": None, "created_date": SEEN},
        {"title": "모임", "category_id": 1, "created_date": SEEN},
        {"title": "모임", "category_id": 1, "created_date": SEEN, "start": SEEN, "end": SEEN.replace(day=1)},
    ]
    found = breaches(TABLE["activity"], rows)
    assert {number: [breach.column or breach.reason for breach in reasons] for number, reasons in found.items()} == {
        0: ["category_id"],
        2: ["end is before start"],
    }
