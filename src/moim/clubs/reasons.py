"""Why a club is in a list: facts behind the largest terms of its score, looked up in the world when they are stated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from itertools import islice

import numpy as np

from moim.clubs.content import Content, compared
from moim.clubs.similarity import ClubSimilarity, chords, kilometres
from moim.data.arrays import Floats32, Rows
from moim.data.parsing import split_list
from moim.data.world import World
from moim.explain.reason import Reason
from moim.features import Member
from moim.features.text_similarity import stands_in
from moim.text.tokens import tokens

SHARED_MEMBERS = 3
"""People who must be in both clubs, at least, before we say that members of one like the other: of fewer, a member
could guess who is meant. Set by hand."""
POPULAR = 20
"""Members from which a club is said to be popular. Set by hand."""
NEAR_KM = 10.0
"""Distance up to which a club is said to be near. Set by hand."""
SHOWN_WORDS = 2
"""Shared tags or words named in one reason, at most."""


class ClubReasons:
    """Finds the facts for the clubs of one list."""

    def __init__(
        self, world: World, content: Content, similarity: ClubSimilarity, member: Member, own: Rows, clubs: Rows
    ) -> None:
        """Look nothing up yet.

        Parameters
        ----------
        world
            The clubs and members.
        content
            Names the entries of ``similarity.vectors``.
        similarity
            By which the clubs were scored.
        member
            For whom.
        own
            The clubs the member is in, as positions among the sources.
        clubs
            Rows of the clubs of the list.
        """
        self.world = world
        self.content = content
        self.similarity = similarity
        self.member = member
        self.own = own
        self.own_rows = similarity.sources[own]
        self.clubs = clubs
        self._facts: dict[str, Callable[[int], Reason | None]] = {
            "cosine": self._similar_club,
            "log_lift": self._similar_club,
            "text": self._shared_words,
            "near": self._near_clubs,
            "size": self._popular,
            "interest": self._interest,
            "keyword": self._keyword,
            "region": self._region,
            "home": self._near_home,
        }

    def reasons(self, club: int, terms: Mapping[str, float], most: int) -> tuple[Reason, ...]:
        """At most ``most`` reasons, those of the largest terms first.

        Parameters
        ----------
        club
            A row.
        terms
            By name of feature, how much its term raises the club above others. A term that is not above 0, or has no
            fact to show, gives no reason.
        most
            How many at most.
        """
        found: list[Reason] = []
        for name in sorted((name for name in terms if terms[name] > 0.0), key=lambda name: -terms[name]):
            reason = self._facts[name](club)
            if reason and reason not in found:
                found.append(reason)
            if len(found) == most:
                break
        return tuple(found)

    def _similar_club(self, club: int) -> Reason | None:
        """The member's club most similar to this one, if enough people are counted in both."""
        cosine = self.similarity.cosine[self.own, club]
        cosine[self.own_rows == club] = -np.inf
        if not len(cosine):
            return None
        best = int(self.own_rows[np.argmax(cosine)])
        some, more = sorted((self.world.club_members[best], self.world.club_members[club]), key=len)
        shared = islice((member for member in some if member in more), SHARED_MEMBERS)
        if best == club or sum(1 for _ in shared) < SHARED_MEMBERS:
            return None
        return Reason("similar_club", {"club": self.world.club_texts[best][0]})

    @cached_property
    def _words(self) -> Floats32:
        """The sum of the vectors of the member's clubs, ``float32[vocabulary]``."""
        return np.asarray(self.similarity.vectors[self.own_rows].sum(axis=0), np.float32).ravel()

    def _shared_words(self, club: int) -> Reason | None:
        """Tags of the club that a club of the member has too, else words; those that add most to the similarity
        first."""
        vectors = self.similarity.vectors
        part = slice(vectors.indptr[club], vectors.indptr[club + 1])
        entries = vectors.indices[part]
        products = vectors.data[part] * self._words[entries]
        names = self.content.vocabulary.names
        shared = [names[entry] for entry in entries[np.argsort(-products, kind="stable")[: np.count_nonzero(products)]]]
        as_written = _as_written(self.world.club_texts[club][2])
        words = [as_written[name[1:]] for name in shared if name[0] == "t" and name[1:] in as_written]
        words = words or [name[1:] for name in shared if name[0] == "w" and self._is_word(name[1:], club)]
        return Reason("shared_tags", {"words": ", ".join(words[:SHOWN_WORDS])}) if words else None

    def _is_word(self, token: str, club: int) -> bool:
        """Whether a token is a word for readers: each of Kiwi's is; a pair of syllables may be part of a word."""
        return self.content.tokenizer == "kiwi" or any(stands_in(token, text) for text in self.world.club_texts[club])

    @cached_property
    def _nearest(self) -> dict[int, float]:
        """Kilometres from each club of the list to the nearest of the member's clubs, where places are known."""
        x = self.world.clubs["x"]
        own, placed = self.own_rows[~np.isnan(x[self.own_rows])], self.clubs[~np.isnan(x[self.clubs])]
        if not len(own):
            return {}
        return dict(zip(placed.tolist(), kilometres(self.world, own, placed).min(axis=0).tolist(), strict=True))

    def _near_clubs(self, club: int) -> Reason | None:
        km = self._nearest.get(club, np.inf)
        return Reason("near_clubs", {"km": km}) if km <= NEAR_KM else None

    def _popular(self, club: int) -> Reason | None:
        size = int(self.world.clubs["size"][club])
        return Reason("popular_club", {"count": size}) if size >= POPULAR else None

    def _interest(self, club: int) -> Reason | None:
        category = int(self.world.clubs["category"][club])
        if category not in self.member.interests:
            return None
        return Reason("interest", {"category": self.world.categories.names[category]})

    def _keyword(self, club: int) -> Reason | None:
        by = self.content.tokenizer
        written = {token for text in self.world.club_texts[club] for token in tokens(text, by)}
        for keyword in self.member.keywords:
            cut = set(tokens(keyword, by))
            if cut and cut <= written:
                return Reason("keyword", {"word": keyword})
        return None

    def _region(self, club: int) -> Reason | None:
        region = int(self.world.clubs["region"][club])
        if not 0 <= region == self.member.region:
            return None
        return Reason("same_region", {"region": self.world.regions.names[region]})

    def _near_home(self, club: int) -> Reason | None:
        place = np.array([[self.world.clubs[axis][club] for axis in "xyz"]], np.float32)
        km = float(chords(self.member.home[None], place)[0, 0])
        return Reason("near_home", {"km": km}) if km <= NEAR_KM else None


@lru_cache(maxsize=4096)
def _as_written(tags: str) -> Mapping[str, str]:
    """The tags of a list as they are written, by the form in which they are compared."""
    return {compared(tag): tag for tag in split_list(tags)}
