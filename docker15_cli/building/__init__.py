"""What `build` asks for: its options, and the context that is sent."""
