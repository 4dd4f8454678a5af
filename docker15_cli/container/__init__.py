"""What `run` and `create` ask for: options, their values, and the container made of them."""
