"""The weekly mail: activities a member has joined and recommendations, with a one-click unsubscribe."""
