"""How engines spell API 1.5: pure translation, without any I/O."""
