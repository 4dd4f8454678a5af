"""The engine's other face: what Docker 25 to 29 answer, API 1.44 to 1.52.

Its answers have the shapes recorded from a real dockerd 20.10, without what has been removed since
then according to the API's version history.
"""

from .face import Modern

__all__ = ["Modern"]
