"""What containers and images use: room on the disk (`system df`), processors, memory (`stats`)."""
