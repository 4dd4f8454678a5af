"""The other face of the engine: what Docker 25 to 29 answer, API 1.44 to 1.52.

Shapes are those recorded from a real dockerd 20.10, without what the version history of the API
says is gone since.
"""

from .face import Modern

__all__ = ["Modern"]
