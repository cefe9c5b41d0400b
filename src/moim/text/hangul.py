"""Hangul as letters: syllables and jamo, first consonants, the wrong keyboard layout, and the particle after a word.

A syllable of Unicode is ``0xAC00 + (initial * 21 + medial) * 28 + final`` (The Unicode Standard, section 3.12).
"""

from __future__ import annotations

import re
from functools import cache

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
MEDIALS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")

# Letters typed with two keys on the standard (two-set) Korean keyboard.
_TYPED_AS = dict(
    zip("ㄳㄵㄶㄺㄻㄼㄽㄾㄿㅀㅄ", ("ㄱㅅ", "ㄴㅈ", "ㄴㅎ", *map("ㄹ{}".format, "ㄱㅁㅂㅅㅌㅍㅎ"), "ㅂㅅ"), strict=True)
)
_TYPED_AS |= dict(zip("ㅘㅙㅚㅝㅞㅟㅢ", ("ㅗㅏ", "ㅗㅐ", "ㅗㅣ", "ㅜㅓ", "ㅜㅔ", "ㅜㅣ", "ㅡㅣ"), strict=True))
_JOINED = {typed: letter for letter, typed in _TYPED_AS.items()}

_KEYS = dict(zip("qwertyuiopasdfghjklzxcvbnm", "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ", strict=True))
_KEYS |= {key.upper(): letter for key, letter in _KEYS.items()} | dict(zip("QWERTOP", "ㅃㅉㄸㄲㅆㅒㅖ", strict=True))
_KEY_OF = {letter: key for key, letter in reversed(_KEYS.items())}

_SYLLABLE = r"[가-힣]"
_LATIN = re.compile(r"[A-Za-z]")


def _split(syllable: str) -> tuple[str, str, str]:
    rest, final = divmod(ord(syllable) - 0xAC00, 28)
    initial, medial = divmod(rest, 21)
    return INITIALS[initial], MEDIALS[medial], FINALS[final]


def _join(initial: str, medial: str, final: str = "") -> str:
    return chr(0xAC00 + (INITIALS.index(initial) * 21 + MEDIALS.index(medial)) * 28 + FINALS.index(final))


@cache
def _jamo_table() -> dict[int, str]:
    table = {ord(letter): typed for letter, typed in _TYPED_AS.items()}
    for code in range(0xAC00, 0xD7A4):
        table[code] = "".join(_TYPED_AS.get(letter, letter) for letter in _split(chr(code)) if letter)
    return table


def jamo(text: str) -> str:
    """The text with each syllable as the letters one types for it, so that what is half typed is a prefix of the whole.

    >>> jamo("값과 tea")
    'ㄱㅏㅂㅅㄱㅗㅏ tea'
    """
    return text.translate(_jamo_table())


def initials(text: str) -> str:
    """The first consonant of each syllable (초성); everything else stays.

    >>> initials("틴플레이 2호")
    'ㅌㅍㄹㅇ 2ㅎ'
    """
    return re.sub(_SYLLABLE, lambda match: _split(match[0])[0], text)


def from_keyboard(text: str) -> str:
    """What was meant when the keyboard stood on the wrong language.

    Latin letters become the Hangul of the same keys; a text without any has its Hangul turned into Latin letters.

    >>> from_keyboard("dkssud"), from_keyboard("ㅗ디ㅣㅐ")
    ('안녕', 'hello')
    """
    if _LATIN.search(text):
        return _compose("".join(_KEYS.get(character, character) for character in text))
    return "".join(_KEY_OF.get(character, character) for character in jamo(text))


def _compose(letters: str) -> str:
    """Letters in typing order to syllables, as an input method does."""
    consonant, vowel = f"[{INITIALS}]", "(?:" + "|".join([*_JOINED_VOWELS, f"[{MEDIALS}]"]) + ")"
    final = "(?:" + "|".join([*_JOINED_FINALS, f"[{''.join(FINALS)}]"]) + ")"
    # A consonant belongs to the syllable before it unless a vowel follows.
    syllable = f"({consonant})({vowel})({final}(?!{vowel})|[{''.join(FINALS)}](?!{vowel}))?|({vowel})"
    return re.sub(syllable, _syllable, letters)


_JOINED_VOWELS = [typed for typed, letter in _JOINED.items() if letter in MEDIALS]
_JOINED_FINALS = [typed for typed, letter in _JOINED.items() if letter not in MEDIALS]


def _syllable(match: re.Match[str]) -> str:
    initial, medial, final, lone = match.groups(default="")
    if lone:
        return _JOINED.get(lone, lone)
    return _join(initial, _JOINED.get(medial, medial), _JOINED.get(final, final))


# after a consonant, after a vowel
_PARTICLES = [("은", "는"), ("이", "가"), ("을", "를"), ("과", "와"), ("으로", "로"), ("아", "야"), ("이나", "나")]
_PARTICLES += [("이에요", "예요"), ("이랑", "랑"), ("이라", "라"), ("이라도", "라도"), ("이며", "며"), ("이여", "여")]
_DIGIT_NAMES = dict(zip("0123456789", "영일이삼사오육칠팔구", strict=True))
_LETTER_NAMES = {"L": "엘", "M": "엠", "N": "엔", "R": "알"}  # the names of the other letters end in a vowel
_UNIT = re.compile(r"(?<=\d)\s*(km|cm|mm|m|ml|l|kg|g|%)$", re.IGNORECASE)
_UNIT_NAMES = {"kg": "램", "g": "램", "%": "트"}  # 그램, 퍼센트; the rest are 미터 and 리터
_ENGLISH_L = re.compile(r"(l|[^aeiou]le)$")  # festival 페스티벌, google 구글
_ENGLISH_FINAL = re.compile(r"(m|n|ng|ck|[aeiou][bckpt]|[aeiou][mn]e)$")  # zoom, club, music, online; not concert, cafe
_GLOSS = re.compile(r"(?<=[\w%'\"’”」』》〉\]])\s*\([^()]*\)\s*$")
_CLOSING = re.compile(r"[^\w%]+$|_+$")


def with_particle(word: str, pair: str) -> str:
    """The word with the right one of two particles, chosen by how the word is read aloud.

    Numbers are read in Sino-Korean, Latin words as English ones, abbreviations letter by letter. Closing quotes and
    brackets do not count, nor does a gloss in round brackets after the word (한글 맞춤법, 문장 부호). Where nothing can
    be read (an emoji), both are written.

    Parameters
    ----------
    word
        Any text; only its end matters.
    pair
        The two forms with a slash, in either order: ``은/는``, ``이/가``, ``을/를``, ``과/와``, ``으로/로``,
        ``아/야``, ``이나/나``, ``이에요/예요``, ``이랑/랑``, ``이라/라``, ``이라도/라도``, ``이며/며``, ``이여/여``.

    Raises
    ------
    ValueError
        The pair is none of these.

    Examples
    --------
    >>> [with_particle(word, "을/를") for word in ("취미", "모임", "<캣츠>", "10km", "PC방", "club")]
    ['취미를', '모임을', '<캣츠>를', '10km를', 'PC방을', 'club을']
    >>> with_particle("서울", "으로/로"), with_particle("🎉", "이/가")
    ('서울로', '🎉이(가)')
    """
    first, _, second = pair.partition("/")
    if (first, second) not in _PARTICLES:
        first, second = second, first
    if (first, second) not in _PARTICLES:
        raise ValueError(f"not a pair of particles: {pair!r}")
    final = _final(word)
    if final is None:
        return f"{word}(으)로" if second == "로" else f"{word}{first}({second})"
    closed = final not in ("", "ㄹ") if second == "로" else final != ""
    return word + (first if closed else second)


def _final(word: str) -> str | None:
    """The consonant the word ends in when read aloud, ``""`` for a vowel, ``None`` if it cannot be read."""
    end = _CLOSING.sub("", _GLOSS.sub("", word))
    if not end:
        return None
    if unit := _UNIT.search(end):
        return _split(_UNIT_NAMES.get(unit[1].lower(), "터"))[2]
    last = end[-1]
    if last in _DIGIT_NAMES:
        last = _DIGIT_NAMES[last]
    if re.match(_SYLLABLE, last):
        return _split(last)[2]
    if last in INITIALS or last in FINALS:
        return last
    if last in MEDIALS:
        return ""
    if _LATIN.match(last):
        return _english_final(re.split(r"[^A-Za-z]", end)[-1])
    return None


def _english_final(word: str) -> str:
    if word.isupper() and len(word) <= 4:
        return _split(_LETTER_NAMES.get(word[-1], "이"))[2]
    word = word.lower()
    if _ENGLISH_L.search(word):
        return "ㄹ"
    return "ㄴ" if _ENGLISH_FINAL.search(word) else ""
