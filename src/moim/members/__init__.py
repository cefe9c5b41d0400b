"""What is known of a member: what they told the platform, and the state that follows from what they did."""

from moim.members.own_texts import OwnTexts
from moim.members.state import EVIDENCE, MemberState, Profile, Trace

__all__ = ["EVIDENCE", "MemberState", "OwnTexts", "Profile", "Trace"]
