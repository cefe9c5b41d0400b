"""Boards of clubs: members' posts, the owner's notices, and comments."""
