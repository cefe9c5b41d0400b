"""What the recommender believes about a member: shown to them, and theirs to turn down."""
