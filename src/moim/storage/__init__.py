"""What is kept on disk: checksummed artefacts, and taking a member out of them."""
