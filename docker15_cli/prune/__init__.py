"""`prune`: a plan of what is unused, and its removal, one object after the other."""
