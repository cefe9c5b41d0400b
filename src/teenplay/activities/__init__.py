"""Activities of clubs, and the members who like them, join them and reply to them."""
