import pytest
from hypothesis import given
from hypothesis import strategies as st

from moim.text.cleaning import html_to_text, normalise, predecessor_text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("", ""),
        ("  a \n\t b ", "a b"),
        ("ＡＢＣ（１２３）", "ABC(123)"),
        ("&amp;amp; &lt;b&gt; &#44032;", "& <b> 가"),
        ("한글", "한글"),
        ("ㅋㅋ ㅠㅠ", "ㅋㅋ ㅠㅠ"),
        ("제로\u200b폭\ufeff 널\x00 문자", "제로폭 널 문자"),
        ("👨\u200d👩\u200d👧 가족", "👨\u200d👩\u200d👧 가족"),
    ],
)
def test_normalise(raw, clean):
    assert normalise(raw) == clean


@given(st.text())
def test_normalise_twice_changes_nothing(raw):
    once = normalise(raw)
    assert normalise(once) == once


@pytest.mark.parametrize(
    ("markup", "seen"),
    [
        ("", ""),
        ("그냥 글 &amp; 기호", "그냥 글 & 기호"),
        ("<p>하나</p><p>둘</p>셋", "하나 둘 셋"),
        ("줄<br>바꿈<br/>또", "줄 바꿈 또"),
        ("<b>굵</b>게", "굵게"),
        ("<style>p{}</style><script>alert(1)</script>글", "글"),
        ("<ul><li>가<li>나</ul>", "가 나"),
        ("<html><head></head><body spellcheck=", ""),
        ("3 < 5 이고", "3 < 5 이고"),
    ],
)
def test_html_to_text(markup, seen):
    assert html_to_text(markup) == seen


@given(st.text())
def test_html_to_text_takes_anything(markup):
    assert isinstance(html_to_text(markup), str)


def test_predecessor_text():
    assert (
        predecessor_text('제목 "1"', '<p class="a">내용&nbsp;"둘"</p>', "", "서울·강남ㅋ")
        == "제목  1  내용 nbsp 둘 서울 강남ㅋ"
    )
    assert predecessor_text("", "", "", "") == ""
