"""The regular expressions of days, clock times, weekdays and marks, tried in this order."""

from __future__ import annotations

import re
import unicodedata

from teenplay.collect.dates.calendar import HOLIDAYS

LONGEST = 4000
"""Only this many characters are read: dates are at the head of a notice."""

_TILDES = str.maketrans(
    dict.fromkeys("～〜∼˜⁓", "~") | dict.fromkeys("–—−‐‑―", "-") | dict.fromkeys("・ㆍ･", "·") | {"’": "'", "‘": "'"}
)


# Only lines that match are read: most lines of a notice have no date.
_MAY_SPEAK = re.compile(
    r"\d|요일|매주|격주|매일|매월|매달|평일|주말|오늘|금일|내일|명일|모레|글피|어제|이번|다음|지난"
    r"|금주|차주|담주|이달|내달|담달|금월|신정|할로윈|핼러윈|데이|크리스마스|이브"
    r"|상시|수시|연중|언제|소진|마감|제한|보름|일주일|[한두세] ?[주달시]|정오|자정|day|날|절"
    r"|[월화수목금토일][,·/~월화수목금토일]|[시월] ?(?:초|말|중)"
)


def fold(text: str) -> str:
    """The text in the form the patterns need: full-width forms folded, lower case, one kind of dash and tilde."""
    text = unicodedata.normalize("NFKC", text[:LONGEST].translate(_TILDES)).translate(_TILDES)
    return "\n".join(line if _MAY_SPEAK.search(line) else "" for line in text.lower().split("\n"))


_LETTER = "[월화수목금토일月火水木金土日]"
_IN_BRACKETS = (
    rf"\s?[(\[<]\s*({_LETTER}|mon|tue|wed|thu|fri|sat|sun)(?:요일|[a-z]+)?\.?(?:[ ,/·][^()\[\]\d~]{{0,8}})?[)\]>]"
)
_BESIDE = rf"(?:{_IN_BRACKETS}|\s*({_LETTER})요일|\s({_LETTER})(?=[\s,]|$))?"
_YEAR = r"(?:(\d{4}|'?\d{2})\s*년도?\s*|(올해|금년|내년|작년)\s*)?"
_NTH = r"(첫|둘|두|셋|세|넷|네|다섯|마지막|[1-5])\s*(?:째|번째)?"
_PART = r"(오전|오후|아침|점심|저녁|새벽|낮|밤|a\.?m\.?|p\.?m\.?)"
_HOUR_END = (
    r"(?=[^가-힣]|$|부터|까지|에|경|쯤|이후|이전|시작|마감|종료|오픈|입장|집합|정각|반|전|후|로|정도|출발|모임|만나)"
)
_JOIN = r"\s*(?:[,·/&~-]|및|와|과)\s*"
_SET = (
    rf"(?:{_LETTER}요?일?(?:{_JOIN}{_LETTER}(?:요일)?)+|{_LETTER}요일|{_LETTER}{{2,7}}|{_LETTER})(?:요일)?"
    r"(?=[^가-힣]|$|에|은|는|마다|과|와|까지|부터|마감|저녁|아침|오전|오후|밤|낮|새벽|날)"
)
_HOLIDAY = "|".join(sorted(HOLIDAYS, key=len, reverse=True)).replace("스이브", r"스\s?이브")
_CLOSED = r"(?!\s*(?:[및,·]\s*\S{1,8}\s*)?(?:휴관|휴무|휴일|정기|제외|쉽|은\s*휴|은\s*쉬))"

PATTERNS: dict[str, str] = {
    "iso": r"(\d{4}-\d\d-\d\d)[t ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s?(z|[+-]\d\d:?\d\d)",
    "ymd": rf"(?<![\d.])(\d{{4}}|'?\d\d)\s?[./-]\s?(\d{{1,2}})\s?[./-]\s?(\d{{1,2}})(?!\d|[./-]\d)\.?{_BESIDE}",
    "compact": rf"(?<![\d.-])(20\d\d|2\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?![\d,.]*\d|\s?[원명개번호])"
    rf"(?=\s*(?:[(~t,-]|\s|$)){_BESIDE}",
    "month_week": rf"{_YEAR}(?<!\d)(\d{{1,2}})\s*월\s*{_NTH}\s*주(?:차|간)?\s*"
    rf"(?:{_IN_BRACKETS}|({_LETTER})요일)?(?!\s*간)",
    "month_day": rf"{_YEAR}(?<!\d)(\d{{1,2}})\s*월\s*(\d{{1,2}})(?:\s*일(?!\s*간)|(?=\s*[~,·&(.-]|\s*$|\s+[가-힣a-z]))"
    rf"{_BESIDE}",
    "month_part": rf"{_YEAR}(?<!\d)(\d{{1,2}})월\s*(초순|초|중순|하순|말|중|한\s?달)?(?!\s*\d|호|생|분|령|부)",
    "month_bare": r"(?<![\d./])(\d{1,2})(?=\s*[~-]\s*(\d{1,2})월(?!\s*\d))",
    "slash": rf"(?<![\d/.])(\d{{1,2}})/(\d{{1,2}})(?![\d/]|\s?(?:분기|할인|가격|인분|사이즈|컵)){_BESIDE}",
    "dot": rf"(?<![\d.,])(\d{{1,2}})\.\s?(\d{{1,2}})(?:\.(?!\d)|(?=\s?[(~]|\s?-\s?\d|\s*부터|\s*까지|\s*$|,\s?\d+\.\d"
    rf"|\s+{_PART}|\s+\d\d?[:시]))(?!\d){_BESIDE}",
    "dash": rf"(?<![\d-])(\d\d)-(\d\d)(?=\s?\(\s*{_LETTER}){_BESIDE}",
    "rel_month": rf"(이번\s?달|이달|금월|다음\s?달|담달|내달|지난\s?달|매월|매달)(?:\s*(초|중순|말|중|내)(?!\S)"
    rf"|\s*((?:{_NTH}\s*[,·/]\s*)*{_NTH})\s*주?\s*({_LETTER})요일|\s*(\d{{1,2}})일)?",
    "dday": r"d-(day|\d{1,3})(?!\d)",
    "left": r"(\d{1,3})\s*(일|시간)\s*남(?:음|았)",
    "after": r"(?<!\d)(\d{1,3}|한|두|세|일|보름)\s*(일|주일|주|달|개월|시간)?\s?(?:후|뒤)(?![가-힣])",
    "rel_day": r"(내일\s?모레|오늘|금일|내일|명일|모레|글피|어제)"
    r"(?=[^가-힣]|$|은|부터|까지|에|마감|밤|저녁|오전|오후|아침|낮|만|중|도)",
    "holiday": rf"({_HOLIDAY})(?=\s*(?:$|당일|에\s|[(~]|{_PART}|\d\d?[:시]))",
    "week": rf"(매주|격주|이번\s?주|금주|다다음\s?주|다음\s?주|차주|담주|지난\s?주)(?:\s?(?:마다|중|내|안에))?"
    rf"(?:\s*\(?\s*({_SET}|평일|주말)|(말)(?![가-힣])|(?=[^가-힣]|$))",
    "daily": r"매일|평일|주말(?![농반체])|연중무휴",
    "day": rf"(?<![\d박:.,])(\d{{1,2}})일(?:{_IN_BRACKETS}|\s*({_LETTER})요일"
    rf"|(?=\s*(?:까지|부터|마감|{_PART}|\d\d?[:시]|[~,·])))(?!간)",
    "next": rf"(?<=[~,·&-])\s*(\d{{1,2}})(?=\s*(?:일(?!\s*간|차)|\(|[,·)\]~]|\s|$))(?:일)?{_BESIDE}",
    "weekday": rf"(?<![가-힣a-z])\(?((?:{_LETTER}(?:요일)?{_JOIN})+{_LETTER}(?:요일)?|{_LETTER}요일)\)?"
    rf"(?=[^가-힣]|$|에|은|마다|저녁|아침|오전|오후|밤|낮|새벽){_CLOSED}"
    rf"|(?<![가-힣])({_LETTER}{{2,7}})(?=\s*(?:{_PART}|\d\d?[:시]))",
    "clock": rf"(?:{_PART}\s*)?(?<!\d)(\d{{1,2}}):(\d\d)(?::\d\d(?:\.\d+)?)?(?:\s?([ap])\.?m\b\.?)?(?!\d)",
    "hour": rf"(?:{_PART}\s*)?(?<![\d.])(\d{{1,2}})\s*시(?!간)(?:\s*(\d{{1,2}})\s*분|\s*(반)(?![가-힣]))?{_HOUR_END}",
    "hour_word": rf"(?:{_PART}\s*|(?<![가-힣]))(열두|열한|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열)\s?시"
    rf"(?:\s*(\d{{1,2}})\s*분|\s*(반)(?![가-힣]))?{_HOUR_END}",
    "hour_en": r"(?<![\d.:])(\d{1,2})\s?([ap])\.?m\b\.?",
    "hour_h": r"(?<![\d.:])(\d{1,2})h(?![a-z0-9])",
    "hour_bare": rf"(?:{_PART}\s*)?(?<![\d./:-])(\d{{1,2}})"
    rf"(?=\s*[~-]\s*(?:{_PART}\s*)?\d{{1,2}}(?:\s*시(?!간)|\s?[ap]m))",
    "noon": r"정오|자정",
    "part": r"(오전|오후|아침|점심|저녁|새벽|낮|밤)(?=[^가-힣\d]|$|에|시간|때)",
    "always": r"상시|수시\s?(?:모집|접수|신청|운영)|연중(?!무휴)|언제든지|언제나"
    r"|기간\s?제한\s?없음|마감\s?시\s?까지|소진\s?시\s?까지",
    "other": r"당첨자?\s?(?:발표)?|결과\s?발표|선정자?\s?(?:발표|안내)?|발표|등록일|작성일|게시일|휴관일?|휴무일?",
    "close": r"마감(?!\s?(?:임박|재|시))|데드라인|deadline|신청\s?기한|접수\s?기한",
    "recruit": r"모집|신청(?!사)|접수|응모|예매|예약|지원(?=\s?(?:기간|일|서))|티켓\s?오픈|얼리버드|참가\s?등록",
    "when": r"일시|일정|날짜|기간",
    "activity": r"행사|공연|전시|체험|운영|진행|활동|모임|강의|강연|수업|교육|축제|상영|관람|개최|방문",
    "from": r"부터|시작|오픈",
    "until": r"까지|종료",
    "to": r"~",
    "dash_mark": r"-(?=\s*\D?\s*\d|\s*(?:오전|오후|오늘|내일))",
    "and": r"[,·&]|및",
}
