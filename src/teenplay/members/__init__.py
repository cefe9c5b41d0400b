"""Members: their accounts, what they care about, whom they know."""
