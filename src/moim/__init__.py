"""moim: recommendations for anything that happens once, with people, at a place, before a deadline."""
