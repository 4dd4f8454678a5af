"""`logs`: of one container, byte for byte (`single.py`), or of many, merged (`many.py`)."""
