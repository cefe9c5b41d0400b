"""What is known of a member: the profile a platform gives, and the state that follows from what they did."""

from moim.members.own_texts import OwnTexts
from moim.members.profile import Profile
from moim.members.state import EVIDENCE, MemberState, Trace

__all__ = ["EVIDENCE", "MemberState", "OwnTexts", "Profile", "Trace"]
