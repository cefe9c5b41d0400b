import os
import threading

import pytest

from moim.text import tokens as text


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", []),
        ("아름다운 밤에 맛집을 찾아요", ["아름답", "밤", "맛집", "찾"]),
        ("갓생 사는 헬린이의 오운완", ["갓생", "사", "헬린이", "오운완"]),
        ("The Cats' cities, boxes and glasses", ["cat", "city", "box", "glass"]),
        ("K-POP 댄스 1,000명", ["k", "pop", "댄스", "1000"]),
        ("#한강러닝 모임", ["한강", "러닝", "모임"]),
        ("🎉!?", []),
    ],
)
def test_tokens(written, expected):
    assert text.tokens(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("책", ["책"]),
        ("책을 읽다", ["책을", "읽다"]),
        ("한강에서 Running, 10km", ["한강에서", "한강", "강에", "에서", "running", "10", "km"]),
        ("#한강러닝2기 K팝", ["한강러닝", "한강", "강러", "러닝", "2", "기", "k", "팝"]),
    ],
)
def test_simple_tokens_are_runs_of_hangul_and_their_pairs_of_syllables(written, expected):
    assert text.tokens(written, "simple") == expected


@pytest.mark.parametrize("by", ["kiwi", "simple"])
def test_tokens_many_equals_one_by_one(by):
    texts = ["요가를 배워요", "", "Board games", "등산 모임 2기"]
    assert text.tokens_many(texts, by) == [text.tokens(one, by) for one in texts]


def test_kept_tokens_are_kept_for_each_tokenizer():
    assert text.tokens_kept("한강에서", "kiwi") == ("한강",)
    assert text.tokens_kept("한강에서", "simple") == ("한강에서", "한강", "강에", "에서")


def test_english_alone_loads_no_analyser(monkeypatch):
    monkeypatch.setattr(text, "_shared", None)
    assert text.tokens("Hiking clubs") == ["hiking", "club"]
    assert text._shared is None


def test_use_words_keeps_a_new_word_whole_and_forgets_the_earlier_ones():
    try:
        text.use_words(["운동메이트"])
        assert text.tokens("운동메이트 모임") == ["운동메이트", "모임"]
        assert text.tokens("갓생 모임") == ["갓생", "모임"]
        assert text.tokens_kept("운동메이트 모임") == ("운동메이트", "모임")
        text.use_words([])
        assert text.tokens("운동메이트 모임") != ["운동메이트", "모임"]
        assert text.tokens_kept("운동메이트 모임") == tuple(text.tokens("운동메이트 모임"))
    finally:
        text._shared = None


def test_tokens_from_many_threads():
    expected = text.tokens("한강에서 달리는 모임")
    found = []

    def work():
        found.extend(text.tokens("한강에서 달리는 모임") for _ in range(50))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 400


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # forking with threads about: what a server does
def test_tokens_after_a_fork():
    expected = text.tokens_many(["한강에서 달리는 모임", "요가"])
    child = os.fork()
    if child == 0:
        os._exit(0 if text.tokens_many(["한강에서 달리는 모임", "요가"]) == expected else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
