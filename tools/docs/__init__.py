"""What `make docs` makes of the declarations: the manual pages and the shells' scripts."""
