"""Why a club: what spoke most for it, as facts that can be checked on the spot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from itertools import islice

import numpy as np

from moim.clubs.content import Content, compared
from moim.clubs.similarity import ClubSimilarity, chords, kilometres
from moim.data.dataset import split_list
from moim.data.world import Floats32, Rows, World
from moim.explain.reason import Reason
from moim.features import Member
from moim.features.text import stands_in
from moim.text.tokens import tokens

SHARED_MEMBERS = 3
"""At least so many people must be in both clubs before we say that members of one like the other."""
POPULAR = 20
NEAR_KM = 10.0
SHOWN_WORDS = 2


class Why:
    """Finds the facts behind the terms of the scores of ``clubs`` for one member, whose own clubs are given
    as positions among the sources."""

    def __init__(
        self, world: World, content: Content, kinship: ClubSimilarity, member: Member, own: Rows, clubs: Rows
    ) -> None:
        self.world = world
        self.content = content
        self.kinship = kinship
        self.member = member
        self.own = own
        self.mine = kinship.sources[own]
        self.clubs = clubs
        self._facts: dict[str, Callable[[int], Reason | None]] = {
            "company": self._similar_club,
            "odds": self._similar_club,
            "text": self._shared_words,
            "near": self._near_clubs,
            "size": self._popular,
            "interest": self._interest,
            "keyword": self._keyword,
            "region": self._region,
            "home": self._near_home,
        }

    def reasons(self, club: int, speaks: Mapping[str, float], most: int) -> tuple[Reason, ...]:
        """At most ``most`` reasons; ``speaks`` is how much each term raises the club above others.

        The terms that raise it most come first; one that has no fact to show gives no reason.
        """
        found: list[Reason] = []
        for term in sorted((term for term in speaks if speaks[term] > 0.0), key=lambda term: -speaks[term]):
            reason = self._facts[term](club)
            if reason and reason not in found:
                found.append(reason)
            if len(found) == most:
                break
        return tuple(found)

    def _similar_club(self, club: int) -> Reason | None:
        """The member's club that goes best with this one, if enough people are truly in both."""
        company = self.kinship.company[self.own, club]
        company[self.mine == club] = -np.inf
        if not len(company):
            return None
        best = int(self.mine[np.argmax(company)])
        some, more = sorted((self.world.club_members[best], self.world.club_members[club]), key=len)
        shared = islice((member for member in some if member in more), SHARED_MEMBERS)
        if best == club or sum(1 for _ in shared) < SHARED_MEMBERS:
            return None
        return Reason("similar_club", {"club": self.world.club_texts[best][0]})

    @cached_property
    def _words(self) -> Floats32:
        """What the member's clubs write about, ``float32[vocabulary]``."""
        return np.asarray(self.kinship.vectors[self.mine].sum(axis=0), np.float32).ravel()

    def _shared_words(self, club: int) -> Reason | None:
        """Tags of the club that a club of the member has too, else words; those that tell most first."""
        vectors = self.kinship.vectors
        part = slice(vectors.indptr[club], vectors.indptr[club + 1])
        entries = vectors.indices[part]
        tells = vectors.data[part] * self._words[entries]
        names = self.content.vocabulary.names
        shared = [names[entry] for entry in entries[np.argsort(-tells, kind="stable")[: np.count_nonzero(tells)]]]
        as_written = _as_written(self.world.club_texts[club][2])
        words = [as_written[name[1:]] for name in shared if name[0] == "t" and name[1:] in as_written]
        words = words or [name[1:] for name in shared if name[0] == "w" and self._is_word(name[1:], club)]
        return Reason("shared_tags", {"words": ", ".join(words[:SHOWN_WORDS])}) if words else None

    def _is_word(self, token: str, club: int) -> bool:
        """Whether a reader takes a token for a word. Any of Kiwi's is one; a pair of syllables may be a piece."""
        return self.content.tokenizer == "kiwi" or any(stands_in(token, text) for text in self.world.club_texts[club])

    @cached_property
    def _nearest(self) -> dict[int, float]:
        """Kilometres from each club to the nearest club of the member's, where places are known."""
        x = self.world.clubs["x"]
        mine, placed = self.mine[~np.isnan(x[self.mine])], self.clubs[~np.isnan(x[self.clubs])]
        if not len(mine):
            return {}
        return dict(zip(placed.tolist(), kilometres(self.world, mine, placed).min(axis=0).tolist(), strict=True))

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
    """How each tag stands in the list, by how it is compared."""
    return {compared(tag): tag for tag in split_list(tags)}
