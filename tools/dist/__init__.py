"""What `make dist` makes: the wheel, the source distribution, docker15.pyz, and what is in it."""
