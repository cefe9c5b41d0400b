"""What a club's members write on its board: posts, notices of the owner, comments."""
