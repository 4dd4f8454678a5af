"""Tars: read as they come, and extracted safely. No Docker knowledge."""
