"""What is known of a member: what they told the platform, and the state that follows from what they did."""

from moim.members.state import EVIDENCE, MemberState, Profile, Trace

__all__ = ["EVIDENCE", "MemberState", "Profile", "Trace"]
