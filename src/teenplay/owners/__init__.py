"""What the owner of a club does: open it, open activities, choose who comes, see how they are received."""
