"""Introductions of clubs that have only a name, with the Korean particles that fit the words."""

from __future__ import annotations

import numpy as np

from moim.text.hangul import with_particle

# {name}: the club, {topic}: its category, {region}: its region, {group}: 모임, 클럽, ...; of two particles after a
# colon, the one that fits the word is used.
INTROS = (
    "{topic:을/를} 좋아하는 사람들이 {region}에서 만나요.",
    "{region}에서 {topic:을/를} 함께 즐기는 {group:이에요/예요}.",
    "{name:은/는} {topic:으로/로} 가까워지는 {region} {group:이에요/예요}.",
    "혼자 하던 {topic:을/를} {region}에서 같이 해 봐요.",
    "{topic:이/가} 처음이어도 괜찮은 {region} {group:이에요/예요}.",
    "{region}에서 {topic:과/와} 사람을 함께 만나는 {group:이에요/예요}.",
)
INFOS = (
    "우리 {group:은/는} 처음 온 사람도 편하게 어울릴 수 있도록 천천히 시작해요.",
    "{group:은/는} 누구에게나 열려 있어요. {topic:을/를} 해 본 적이 없어도 돼요.",
    "{name:은/는} 한 달에 두세 번 {region}에서 모여요. 올 수 있는 날에만 오면 돼요.",
    "{topic:이/가} 궁금했다면 {name:과/와} 함께해요. 준비물은 만나기 전에 알려 드려요.",
    "조용히 있다 가도 괜찮은 {group:이에요/예요}. {topic:에} 대한 이야기라면 언제든 반가워요.",
    "{region:과/와} 가까운 곳에서 모이고, 끝나는 시간을 꼭 지키는 {group:이에요/예요}.",
)
GROUPS = ("모임", "클럽", "동호회", "소모임")
TOPICS = {"기타": "새로운 일"}
"""Categories that need another word in a sentence (기타 also means guitar)."""


def intro_and_info(rng: np.random.Generator, *, name: str, topic: str, region: str) -> tuple[str, str]:
    """The intro and the info of a club."""
    texts = {"name": name, "topic": TOPICS.get(topic, topic), "region": region, "group": str(rng.choice(GROUPS))}
    words = {key: _Word(text) for key, text in texts.items()}
    intro, info = str(rng.choice(INTROS)), str(rng.choice(INFOS))
    return intro.format(**words), info.format(**words)


class _Word(str):
    """A word that can be formatted with a pair of particles, of which it takes the fitting one."""

    def __format__(self, pair: str) -> str:
        if "/" in pair:
            return with_particle(self, pair)
        return self + pair
