"""One command on several engines, or several containers at once; their workers."""
