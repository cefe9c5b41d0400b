"""Features: what can be said of each open activity for one member, one number each."""

from moim.features.base import Feature
from moim.features.candidates import Candidates
from moim.features.member import Member
from moim.features.registry import FEATURES

__all__ = ["FEATURES", "Candidates", "Feature", "Member"]
