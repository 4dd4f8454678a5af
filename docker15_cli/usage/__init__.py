"""What containers and images use: disk space (`system df`), CPU and memory (`stats`)."""
