"""An index that both of today's engines can search: `with Index() as index:`."""

from __future__ import annotations

import json

from tests.site import Page, Site

FOUND = {"name": "team/found", "description": "what is found", "star_count": 3}
_ANSWERS = {
    "/v1/_ping": {"standalone": True},
    "/v1/search": {"num_results": 1, "results": [FOUND]},  # dockerd
    "/v2/": {},
    "/v2/_catalog": {"repositories": [FOUND["name"]]},  # Podman
}


class Index(Site):
    """An index with one repository; `host` is its name in a search."""

    def __init__(self) -> None:
        headers = {"Content-Type": "application/json"}
        super().__init__(
            {
                path: Page(json.dumps(answer).encode(), headers=headers)
                for path, answer in _ANSWERS.items()
            }
        )
