"""What `prune` removes: what is unused, as a plan, and its removal, one object after the other."""
