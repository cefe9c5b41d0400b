"""Replies: what members write under an activity or a post."""
