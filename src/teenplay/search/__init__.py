"""Search: the index of activities' texts, what members searched for, and keywords taken from titles."""
