"""Lists of activities: eligibility -> retrieval -> scoring -> re-ranking -> item list; and similar activities.

Each step is a file of that name; :mod:`moim.lists.activities` puts them together, as :mod:`moim.clubs.lists` does for
clubs. A request is a :class:`moim.lists.query.Query`.
"""
