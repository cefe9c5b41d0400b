"""Features: one number for each open activity and one member, of which the choice model makes a score.

Each feature is a class in the file of its name, ``near_home.py`` for ``near_home``. They build on:

- ``base.py``, what a feature is; ``registry.py``, all of them, in the order of their weights;
- ``member.py``, the member, and ``candidates.py``, the activities, as arrays, with what several features compute;
- ``context.py``, what is kept for all members: texts as vectors, local time, places; ``turnout.py``, how many usually
  come to a club and to a series; ``co_occurrence.py``, which clubs share members;
- ``companions.py`` (who was met), ``place.py`` (distances), ``actions_since.py``: shared by two features each.

To add a feature: write its file, add one line to ``registry.py``, and test it in ``tests/moim/features/test_<name>.py``
with a class that inherits ``FeatureContract`` and asserts a value worked out by hand. Versions must be trained anew.
"""

from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member
from moim.features.registry import FEATURES

__all__ = ["FEATURES", "Candidates", "Feature", "Member"]
