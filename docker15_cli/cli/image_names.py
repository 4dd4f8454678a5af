"""Names of images on the command line, checked before anything is sent (api/names.py).

The engine is asked for its version only if the answer matters: a 1.5 engine accepts names that
later ones do not, and 0.6 gave an empty tag a meaning when it looked an image up.
"""

from __future__ import annotations

from docker15_cli.api import names
from docker15_cli.api.names import Name
from docker15_cli.app import App
from docker15_cli.errors import UsageError


def new(app: App, repository: str, tag: str | None = None) -> Name:
    """Check a name that an image will get; `tag` is a separate argument of 0.6's (None: not given).

    At 1.5 `REPOSITORY ""` means `REPOSITORY`, as in 0.6. Raises UsageError.
    """
    own = names.split(repository)
    if tag is None:
        _check(app, repository, names.problem(repository, is_new=True))
        return own
    if own.tag:
        raise UsageError(f"Conflicting tags: {repository} and {tag or 'an empty one'}")
    if not (tag or names.ambiguity(repository)):
        _check(app, f"{repository}:", names.EMPTY_TAG, allows_empty_tag=True)
    else:
        text = f"{repository}:{tag}"
        _check(app, text, names.problem(text, is_new=True))
    return Name(repository, tag)


def optional(app: App, repository: str | None, tag: str | None) -> Name:
    """Like `new`, for an image that need not get a name; at 1.5 "" also means none."""
    if repository is None or not (repository or tag or not _engine_validates(app)):
        return Name("", "")
    return new(app, repository, tag)


def built(app: App, *texts: str) -> list[str]:
    """Check the names that a build gives its image; at 1.5 `NAME:` means `NAME`, and "" none.

    Raises UsageError.
    """
    for text in texts:
        if text or not _engine_validates(app):
            _check(app, text, names.problem(text, is_new=True), allows_empty_tag=True)
    return [text for text in texts if text]


def wanted(app: App, text: str) -> Name:
    """Check the name of an image to pull or run; at 1.5 `NAME:` means `NAME`. Raises UsageError."""
    _check(app, text, names.problem(text), allows_empty_tag=True)
    return names.split(text)


def known(app: App, *texts: str) -> None:
    """Check names or ids of existing images. Raises UsageError if one is ambiguous.

    Other names that no image can have will not be found.
    """
    for text in texts:
        _check(app, text, names.ambiguity(text), allows_empty_tag=True)


def transferred(app: App, repository: str, tag: str) -> str:
    """The name of what was pulled or pushed; without a tag REPOSITORY:latest, at 1.5 REPOSITORY."""
    if not tag:
        is_whole = app.client.dialect.transfers_whole_repositories
        return repository if is_whole else f"{repository}:latest"
    return f"{repository}{'@' if ':' in tag else ':'}{tag}"


def _check(app: App, text: str, problem: str, *, allows_empty_tag: bool = False) -> None:
    """Raise UsageError for a `problem`, unless it is "", or the engine checks names itself.

    `allows_empty_tag`: an empty tag had a meaning here in 0.6.
    """
    if not problem or any("\ud800" <= one <= "\udfff" for one in text):
        return  # not UTF-8: refused when the request is encoded
    ambiguity = names.ambiguity(text)
    is_bad = ambiguity and not (allows_empty_tag and ambiguity == names.EMPTY_TAG)
    if is_bad or not text.strip() or not _engine_validates(app):
        raise UsageError(f"not a valid image name: {text!r}: {problem}")


def _engine_validates(app: App) -> bool:
    return all(one.client.dialect.validates_image_names for one in app.engines or [app])
