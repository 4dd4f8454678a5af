"""How engines differ from API 1.5: pure translation, without any I/O."""
