"""Activities: what clubs invite to, and who likes, joins and talks about it."""
