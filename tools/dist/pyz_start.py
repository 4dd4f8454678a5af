"""The start of docker15.pyz: it unpacks itself, once, into the user's cache, and goes on there.

From a zip, Python would compile every module at each start. What a start does not need is imported
late here, and Python 3.6 has to understand it, to say that it is too old.
"""

import os
import sys

NAME = "@NAME@"
INTERRUPTED = 130
OTHERS_WRITE = 0o022


def main() -> None:
    if sys.version_info < (3, 10):
        fail(f"docker15 needs Python 3.10 or newer, and this is {sys.version.split()[0]}")
    cache = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(cache):
        cache = os.path.expanduser("~/.cache")
    parent = os.path.join(cache, "docker15")
    unpacked = os.path.join(parent, NAME)
    try:
        if not os.path.isdir(unpacked):
            unpack(parent, unpacked)
        for directory in (parent, unpacked):
            status = os.stat(directory)
            if status.st_uid != os.geteuid() or status.st_mode & OTHERS_WRITE:
                fail(f"{directory} can be changed by other users: set XDG_CACHE_HOME")
    except OSError as error:
        fail(
            f"docker15.pyz can't unpack itself into {parent}: {error.strerror}; set "
            "XDG_CACHE_HOME to a directory that can be written"
        )
    except KeyboardInterrupt:
        os._exit(INTERRUPTED)
    sys.path[0] = unpacked
    sys.dont_write_bytecode = False  # even if PYTHONDONTWRITEBYTECODE is set: the cache is for that
    from docker15_cli.__main__ import main as run

    run()


def unpack(parent: str, target: str) -> None:
    import io
    import shutil
    import tempfile
    import zipfile

    os.makedirs(parent, mode=0o700, exist_ok=True)
    directory = tempfile.mkdtemp(prefix=".unpacking-", dir=parent)
    try:
        with zipfile.ZipFile(sys.path[0]) as outer:
            packed = io.BytesIO(outer.read("docker15.zip"))
        with zipfile.ZipFile(packed) as archive:
            archive.extractall(directory)
        os.rename(directory, target)
    except OSError:
        if not os.path.isdir(target):  # another process was as quick
            raise
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def fail(text: str) -> None:
    sys.stderr.write(f"Error: {text}\n")
    os._exit(1)


main()
