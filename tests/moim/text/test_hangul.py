import pytest
from hypothesis import given
from hypothesis import strategies as st

from moim.text.hangul import from_keyboard, initials, jamo, with_particle

syllables = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), max_size=12)


def test_jamo():
    assert jamo("닭과 왜 ㅋㅘ a1") == "ㄷㅏㄹㄱㄱㅗㅏ ㅇㅗㅐ ㅋㅗㅏ a1"


def test_jamo_of_what_is_half_typed_is_a_prefix():
    whole = jamo("값싼")
    assert all(whole.startswith(jamo(part)) for part in ("ㄱ", "가", "갑", "값", "값ㅆ", "값싸"))


def test_initials():
    assert initials("꽃놀이 A팀") == "ㄲㄴㅇ Aㅌ"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dkssud", "안녕"),
        ("ehrtj ahdla", "독서 모임"),
        ("rkqt", "값"),
        ("rkqtdl", "값이"),
        ("ekfrdl", "닭이"),
        ("Ekfrl", "딸기"),
        ("dhodi", "왜야"),
        ("DKSSUD", "안녕"),
        ("ㅗ디ㅣㅐ", "hello"),
        ("ㅏㅔㅐㅔ", "kpop"),
        ("rk1!", "가1!"),
        ("ㅋㅋ", "zz"),
        ("zz", "ㅋㅋ"),
        ("", ""),
    ],
)
def test_from_keyboard(typed, meant):
    assert from_keyboard(typed) == meant


@given(syllables)
def test_from_keyboard_there_and_back(word):
    assert from_keyboard(from_keyboard(word)) == word


@pytest.mark.parametrize(
    ("word", "pair", "whole"),
    [
        ("취미", "을/를", "취미를"),
        ("스터디", "을/를", "스터디를"),
        ("재테크", "를/을", "재테크를"),
        ("모임", "은/는", "모임은"),
        ("클럽", "은/는", "클럽은"),
        ("친구", "이/가", "친구가"),
        ("사람", "이/가", "사람이"),
        ("책", "과/와", "책과"),
        ("나무", "와/과", "나무와"),
        ("서울", "으로/로", "서울로"),
        ("부산", "으로/로", "부산으로"),
        ("제주", "으로/로", "제주로"),
        ("지은", "아/야", "지은아"),
        ("민수", "아/야", "민수야"),
        ("산책", "이나/나", "산책이나"),
        ("영화", "이나/나", "영화나"),
        ("모임", "이에요/예요", "모임이에요"),
        ("영화", "이에요/예요", "영화예요"),
        ("2024", "을/를", "2024를"),
        ("10", "을/를", "10을"),
        ("7", "으로/로", "7로"),
        ("6", "으로/로", "6으로"),
        ("3,000", "이/가", "3,000이"),
        ("10km", "을/를", "10km를"),
        ("5 kg", "을/를", "5 kg을"),
        ("50%", "을/를", "50%를"),
        ("SQL", "으로/로", "SQL로"),
        ("AI", "을/를", "AI를"),
        ("DM", "을/를", "DM을"),
        ("Python", "을/를", "Python을"),
        ("Django", "을/를", "Django를"),
        ("concert", "을/를", "concert를"),
        ("Music", "이/가", "Music이"),
        ("Google", "으로/로", "Google로"),
        ("online", "은/는", "online은"),
        ("cafe", "은/는", "cafe는"),
        ("'취미'", "을/를", "'취미'를"),
        ("〈기생충〉", "을/를", "〈기생충〉을"),
        ("(모임)", "은/는", "(모임)은"),
        ("커피(tea room)", "을/를", "커피(tea room)를"),
        ("『책』(2권)", "을/를", "『책』(2권)을"),
        ("ㅋㅋ", "이/가", "ㅋㅋ이"),
        ("", "이/가", "이(가)"),
        ("🎉", "으로/로", "🎉(으)로"),
    ],
)
def test_with_particle(word, pair, whole):
    assert with_particle(word, pair) == whole


def test_with_particle_refuses_what_is_no_pair():
    with pytest.raises(ValueError, match="을/은"):
        with_particle("책", "을/은")


@given(st.text())
def test_with_particle_takes_any_word(word):
    assert with_particle(word, "을/를").startswith(word)
