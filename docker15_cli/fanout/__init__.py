"""One command on several engines, or on several targets at once, and the threads for that."""
