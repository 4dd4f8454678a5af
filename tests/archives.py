"""What differs in tarfile from one version of Python to another."""

from __future__ import annotations

import tarfile
from pathlib import Path


def extract_all(tar: tarfile.TarFile, directory: Path) -> None:
    """Unpack everything as it is. `filter=` is new in 3.10.12 and 3.11.4: Debian 12 has 3.11.2."""
    tar.extraction_filter = getattr(tarfile, "fully_trusted_filter", None)
    tar.extractall(directory)
