"""Reading prices from text, in won."""

from __future__ import annotations

import re
from dataclasses import dataclass

from moim.text.cleaning import normalise

HIGHEST = 10_000_000
"""A number above ten million won is taken for a mistake, not for the price of an activity."""

_NUMBER = r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?"
_AMOUNT = re.compile(
    rf"(?:(?:₩|￦|\\|KRW)\s?(?P<sign>{_NUMBER})"
    rf"|(?P<man>{_NUMBER})\s?만\s?(?:(?P<thousand>\d)\s?천)?\s?(?P<rest>\d{{1,4}})?(?:\s?원|(?=[\s,/~)\-]|$))"
    rf"|(?P<chun>{_NUMBER})\s?천\s?원"
    rf"|(?P<won>{_NUMBER})\s?(?:원|won)"
    r"|(?<![\d,.])(?P<bare>\d{1,3}(?:,\d{3})+)(?!\s?(?:명|개|회|점|m|㎡|년|권|석\b)|[\d,]))",
    re.IGNORECASE,
)
_LESS = re.compile(r"(?:[가-힣]+\s?)?할인\s?(?:금액)?\s?[:]?\s?$")
_FREE = re.compile(r"무료|공짜|전석\s?초대|초대권|free|(?<![\d,.])0\s?원|없음", re.IGNORECASE)
_PARTLY = re.compile(r"(?:유|유료)\s?[·/,?및]?\s?무료|무료\s?(?:주차|배송|증정|음료)|일부\s?(?:체험)?[^.]{0,8}유료")


@dataclass(frozen=True, slots=True)
class Price:
    """The lowest and the highest price of a place, in won; both 0 where it is free."""

    low: int
    high: int


def read_price(text: str) -> Price | None:
    """The prices a text names, or None where it names none.

    >>> read_price("R석 7만원 / S석 5만5천원")
    Price(low=55000, high=70000)
    >>> read_price("전석 초대")
    Price(low=0, high=0)
    """
    text = normalise(text)
    if text.isdigit() and len(text) >= 3:  # a table cell that has only the number
        text += "원"
    amounts = [amount for match in _AMOUNT.finditer(text) if (amount := _won(match, text)) is not None]
    free = bool(_FREE.search(text)) and not _PARTLY.search(text)
    if free:
        amounts.append(0)
    return Price(min(amounts), max(amounts)) if amounts else None


def _won(match: re.Match[str], text: str) -> int | None:
    if _LESS.search(text[max(0, match.start() - 10) : match.start()]) or text[match.end() :].lstrip().startswith(
        "할인"
    ):
        return None
    groups = {name: found.replace(",", "") for name, found in match.groupdict().items() if found}
    if "man" in groups:
        amount = float(groups["man"]) * 10_000 + int(groups.get("thousand", 0)) * 1_000 + int(groups.get("rest", 0))
    elif "chun" in groups:
        amount = float(groups["chun"]) * 1_000
    else:
        amount = float(groups.get("sign") or groups.get("won") or groups["bare"])
    return round(amount) if amount <= HIGHEST else None
