"""One command on several engines, or for several targets at once, and the threads for that."""
