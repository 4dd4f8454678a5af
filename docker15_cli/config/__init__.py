"""The user's credentials: the files that hold them, and who they are for."""
