"""A generator of synthetic data sets: members with tastes, homes, habits and friends, and their interactions.

It serves the demo and evaluation: the generator knows the true preferences behind every interaction, so one can measure
how much of them a recommender recovers. No person, club or company in it is real; the places are districts of Korea.

Notes
-----
How people behave:

*Who they are.* A member loves two to five themes (running, pottery …) and leans towards some categories; lives in a
district and may work or study in another; is free at certain parts of the week (depending on work, study or shifts);
is more or less shy, thrifty and sociable; and visits the site at a log-normally distributed rate, so many members come
very rarely. Friends form groups with the same age and district, the same taste, or the same club.

*What they see.* A visit shows a page of open activities with free seats. Activities that are new, popular, near,
already liked, or connected with the member's clubs and friends are more likely to be on it and closer to its top
(:func:`~moim.synthetic.preferences.attention` plus Gumbel noise). How far down the page a member looks depends on their
patience.

*What they do.* The probability of opening an activity grows with its utility
(:func:`~moim.synthetic.preferences.utility`). Members like some of the opened activities, decline some of the others,
and join at most one: a multinomial choice between the opened activities and joining none. Seats are first come, first
served. Some cancel, more often if the host is poor. Most participants attend, and those who met may become friends and
members of the club. Cards that a member ignores leave no row in the data.

*What the data contain.* Interests and keywords are noisy and partly missing observations of taste. The texts mention
themes, places, times and prices; the host's quality and an activity's appeal are visible only in what members do.

The parameters of all distributions are set by hand, unless stated otherwise.
"""

from moim.synthetic.hidden import HiddenTastes
from moim.synthetic.world import Settings, SyntheticWorld, make_world

__all__ = ["HiddenTastes", "Settings", "SyntheticWorld", "make_world"]
