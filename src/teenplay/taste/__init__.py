""" "My taste": what the recommender infers about a member, which they can see and turn down."""
