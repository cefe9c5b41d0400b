"""A made-up world of gatherings: members with tastes, homes, habits and friends, and what they do.

It is made for the demo and for measuring: as the generator knows why everybody did what they did, one can tell how much
of it a recommender recovers. Nothing in it is about real people, clubs or companies; the places are districts of Korea.

How people behave
-----------------
*Who they are.* A member loves two to five themes (running, pottery …) and leans towards some categories; lives in a
district and may spend the days in another; is free at some parts of the week (working, studying, shifts, weekends); is
more or less shy, thrifty, sociable; and visits the site at a rate whose logarithm is normal, so that many are hardly
ever there. Friends come in circles: of one age and district, of one taste, of one club.

*What they see.* A visit shows a page of open activities with seats. What is new, popular, near, liked before, or of
one's clubs and friends is more likely to be on it and nearer to its top (:func:`~moim.synthetic.preferences.attention`
plus Gumbel noise); people look down the page for as long as their patience lasts.

*What they do.* They open what they look at the more often the higher its utility
(:func:`~moim.synthetic.preferences.utility`), like some of what they opened, say "not interested" to some of what they
did not, and join at most one: a multinomial choice among the opened ones and joining nothing. Seats are first come,
first served. Some cancel, more often with poor hosts. Most of those who joined come, and those who met may become
friends and members of the club. All else is ignored and leaves no trace.

*What is told.* Interests and keywords are a noisy, partly empty view of taste. The texts speak of themes, places, times
and prices; the host's quality and an activity's charm show only in what people do.
"""

from moim.synthetic.hidden import HiddenTastes
from moim.synthetic.world import Settings, SyntheticWorld, make_world

__all__ = ["HiddenTastes", "Settings", "SyntheticWorld", "make_world"]
