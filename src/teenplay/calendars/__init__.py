"""Activities for calendars: one as a file, a member's own as a page and as a feed with a secret address."""
