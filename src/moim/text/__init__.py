"""Korean and English texts: cleaning, tokens, Hangul, TF-IDF."""
