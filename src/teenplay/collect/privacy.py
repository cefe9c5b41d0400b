"""Masking personal data before anything is stored: phone numbers, e-mail addresses, names after a label, bank accounts.

Masking cannot be undone. Phone numbers of institutions are masked too, because no rule can tell them apart.
"""

from __future__ import annotations

import re

MASK = "***"

_DASH = r"[\s.)·\-–—~]{0,3}"
_PHONE = re.compile(
    rf"(?<![\d.,])(?:\+?82{_DASH}\(?0?\)?{_DASH})?\(?"
    rf"(?:01[016789]{_DASH}\d{{3,4}}{_DASH}\d{{4}}"  # mobile
    rf"|0(?:2|[3-6]\d|70|50\d?)[\s.)\-–]{{1,3}}\d{{3,4}}[\s.\-–]{{1,2}}\d{{4}}"  # landline, 070, 050
    r"|02\d{7,8}|1[568]\d\d[\s.\-–]\d{4})(?!\d)"  # 02 written in one, 1588-0000
)
_INTERNATIONAL = re.compile(rf"\+82{_DASH}1[016789]{_DASH}\d{{3,4}}{_DASH}\d{{4}}(?!\d)")
_SPELT = re.compile(r"공\s?[일1]\s?공[\s\-.]*(?:[공일이삼사오육칠팔구영\d][\s\-.]*){7,8}")
_MAIL = re.compile(
    r"[a-z0-9_.+%-]{1,64}\s?(?:@|\(at\)|\[at\]|＠|골뱅이)\s?[a-z0-9-]{1,63}(?:\s?(?:\.|\(dot\)|점)\s?[a-z0-9-]{2,63}){1,3}",
    re.I,
)
_RESIDENT = re.compile(r"(?<!\d)\d{6}\s?-\s?[1-4]\d{6}(?!\d)")
_ACCOUNT = re.compile(
    r"((?:은행|뱅크|농협|신협|우체국|새마을금고|계좌(?:번호)?|입금)[^\d\n]{0,12})\d{2,6}(?:[\s-]\d{2,7}){1,4}"
)
_CHAT = re.compile(
    r"((?:카톡|카카오톡|톡|라인|텔레그램|인스타|kakao|line|insta(?:gram)?)\s?(?:아이디|id)?\s?[:：]\s?)@?[\w.]{3,30}",
    re.I,
)
_NAMED = re.compile(
    r"((?:작성자|글쓴이|담당자?|닉네임|연락처|문의(?:처)?|예금주|신청자|모임장|운영자|호스트)\s?(?:명|성함|이름)?\s?[:：]\s?)"
    r"[가-힣]{2,4}?(?=\s|$|[,/(*]|님|씨|쌤|대리|과장|팀장|매니저|주무관)"
)


def mask(text: str) -> str:
    """The text with every personal datum that has a recognisable form replaced by ``***``. Idempotent.

    >>> mask("문의: 홍길동 010-1234-5678, hong@example.com")
    '문의: *** ***, ***'
    """
    if not text:
        return text
    for pattern in (_MAIL, _RESIDENT, _INTERNATIONAL, _PHONE, _SPELT):
        text = pattern.sub(MASK, text)
    for pattern in (_ACCOUNT, _CHAT, _NAMED):
        text = pattern.sub(rf"\g<1>{MASK}", text)
    return text
