"""Ranking clubs for members: similarity of clubs, features, the weights' training, lists and their reasons."""
