"""What members tell of themselves."""

from teenplay.members.profile import keywords_from


def test_keywords_from_keeps_three_different_ones() -> None:
    assert keywords_from([" 책 ", "", "책", "러닝", "빵", "차"]) == ("책", "러닝", "빵")
    assert keywords_from([]) == ("", "", "")
    assert len(keywords_from(["가" * 90])[0]) == 50
