"""Activities as calendars read them: one as a file, mine as a page and as a feed with a secret address."""
