"""The ``moim`` command, one file a sub-command."""
