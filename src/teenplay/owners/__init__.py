"""Pages of club owners: opening clubs and activities, accepting members and participants, statistics."""
