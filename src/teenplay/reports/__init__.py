"""``teenplay evaluate``: how well the recommender and the text classifier do, as figures, pictures and a page."""
