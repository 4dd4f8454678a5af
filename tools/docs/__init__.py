"""What `make docs` generates from the declarations: manual pages and completion scripts."""
