"""Members: accounts, profiles and favourite categories."""
