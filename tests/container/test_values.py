"""What option values mean: the documentation's examples, and laws for any text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docker15_cli.cli import values
from docker15_cli.container import values as container_values
from docker15_cli.errors import UsageError

PARSERS: tuple[Callable[[str], Any], ...] = (
    values.size,
    container_values.number,
    container_values.nano_cpus,
    values.nanoseconds,
    container_values.restart_policy,
    container_values.ulimit,
    container_values.device,
    values.address,
    values.extra_host,
    container_values.published,
    container_values.mount,
    lambda text: values.pairs([text]),
    lambda text: container_values.tmpfs([text]),
    lambda text: container_values.exposed([text]),
)
# Text that comes close to valid values.
NEARLY = st.text("0123456789.-:=/,[]\"'kmsh nofileatypbdvrc@\r\n²", max_size=40)


@pytest.mark.parametrize("parse", PARSERS)
@given(text=st.text(max_size=40) | NEARLY)
def test_any_text_has_a_json_value_or_is_refused(parse: Callable[[str], Any], text: str) -> None:
    try:
        value = parse(text)
    except ValueError as error:
        assert str(error)
    else:
        json.dumps(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1", 10**9), ("1.5", 1_500_000_000), (".25", 250_000_000), ("2.", 2 * 10**9)],
)
def test_cpus(text: str, expected: int) -> None:
    assert container_values.nano_cpus(text) == expected


@given(billionths=st.integers(1, 10**15))
def test_cpus_are_exact(billionths: int) -> None:
    assert (
        container_values.nano_cpus(f"{billionths // 10**9}.{billionths % 10**9:09}") == billionths
    )


@pytest.mark.parametrize("text", ["", "0", "0.0", "-1", "1.0000000001", "1e3", ".", "two", "1,5"])
def test_bad_cpus(text: str) -> None:
    with pytest.raises(ValueError, match=r"^takes a number of processors"):
        container_values.nano_cpus(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("0s", 0),
        ("1ms", 10**6),
        ("1.5s", 1_500_000_000),
        (".5s", 500_000_000),
        ("1h1m1s", 3_661 * 10**9),
        ("1000us", 10**6),
        ("1000µs", 10**6),
        ("1000000ns", 10**6),
    ],
)
def test_lengths_of_time(text: str, expected: int) -> None:
    assert values.nanoseconds(text) == expected


@given(hours=st.integers(0, 99), tenths=st.integers(0, 599), milliseconds=st.integers(1, 999))
def test_lengths_of_time_are_sums(hours: int, tenths: int, milliseconds: int) -> None:
    seconds = Fraction(tenths, 10)
    text = f"{hours}h{float(seconds)}s{milliseconds}ms"
    assert values.nanoseconds(text) == int(
        hours * 3600 * 10**9 + seconds * 10**9 + milliseconds * 10**6
    )


@pytest.mark.parametrize("text", ["", "5", "s", "-1s", "1d", "1s1", "1 s", "10us", "1.s2"])
def test_bad_lengths_of_time(text: str) -> None:
    with pytest.raises(ValueError, match=r"^takes (a duration|1ms or more)"):
        values.nanoseconds(text)


@pytest.mark.parametrize("text", ["1h1m1s", "1.5s", ".5s", "1500ms", "1000µs", "9" * 18 + "h"])
def test_a_moment_accepts_the_same_lengths_of_time(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr("time.time", lambda: 0)
    assert float(values.moment(text, "--since")) == -values.nanoseconds(text) / 10**9
    assert float(values.moment(f"-{text}", "--since")) == values.nanoseconds(text) / 10**9


@pytest.mark.parametrize("text", ["9" * 19 + "s", "9" * 5000 + "s", "1s,", "--1s"])
def test_neither_accepts_a_bad_length_of_time(text: str) -> None:
    with pytest.raises(ValueError, match=r"^takes a duration"):
        values.nanoseconds(text)
    with pytest.raises(UsageError, match=r"^--since takes"):
        values.moment(text, "--since")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no", ("no", 0)),
        ("always", ("always", 0)),
        ("unless-stopped", ("unless-stopped", 0)),
        ("on-failure", ("on-failure", 0)),
        ("on-failure:3", ("on-failure", 3)),
    ],
)
def test_restart_policies(text: str, expected: tuple[str, int]) -> None:
    name, count = expected
    assert container_values.restart_policy(text) == {"Name": name, "MaximumRetryCount": count}


@pytest.mark.parametrize("text", ["", "never", "always:3", "on-failure:", "on-failure:x", "no:0"])
def test_bad_restart_policies(text: str) -> None:
    with pytest.raises(ValueError, match=r"^takes no, always, unless-stopped or on-failure"):
        container_values.restart_policy(text)


@given(soft=st.integers(-1, 10**9), hard=st.integers(-1, 10**9))
def test_ulimits(soft: int, hard: int) -> None:
    text = f"nofile={soft}:{hard}"
    if hard == -1 or 0 <= soft <= hard:
        assert container_values.ulimit(text) == {"Name": "nofile", "Soft": soft, "Hard": hard}
    else:
        with pytest.raises(ValueError, match=r"^takes a soft limit no higher than the hard one"):
            container_values.ulimit(text)


def test_a_ulimit_of_one_number() -> None:
    assert container_values.ulimit("core=-1") == {"Name": "core", "Soft": -1, "Hard": -1}


@pytest.mark.parametrize("text", ["", "nofile", "nofile=", "nofile=a", "nosuch=1", "nofile=1:2:3"])
def test_bad_ulimits(text: str) -> None:
    with pytest.raises(ValueError, match=r"^takes NAME=SOFT\[:HARD\]"):
        container_values.ulimit(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/dev/a", ("/dev/a", "/dev/a", "rwm")),
        ("/dev/a:/dev/b", ("/dev/a", "/dev/b", "rwm")),
        ("/dev/a:r", ("/dev/a", "/dev/a", "r")),
        ("/dev/a:/dev/b:rw", ("/dev/a", "/dev/b", "rw")),
    ],
)
def test_devices(text: str, expected: tuple[str, str, str]) -> None:
    assert tuple(container_values.device(text).values()) == expected


@pytest.mark.parametrize("text", ["", "a", "/a:b", "/a:/b:x", "/a:/b:/c"])
def test_bad_devices(text: str) -> None:
    with pytest.raises(ValueError, match=r"^takes /DEVICE"):
        container_values.device(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("db:10.0.0.1", "db:10.0.0.1"),
        ("db=10.0.0.1", "db:10.0.0.1"),
        ("db:::1", "db:::1"),
        ("db:[::1]", "db:::1"),
        ("db:host-gateway", "db:host-gateway"),
    ],
)
def test_extra_hosts(text: str, expected: str) -> None:
    assert values.extra_host(text) == expected


@pytest.mark.parametrize("text", ["", "db", "db:", ":10.0.0.1", "db:here", "db:10.0.0.256"])
def test_bad_extra_hosts(text: str) -> None:
    with pytest.raises(ValueError, match=r"^takes NAME:ADDRESS"):
        values.extra_host(text)


def test_a_seccomp_profile_is_read(tmp_path: Path) -> None:
    profile = tmp_path / "p.json"
    profile.write_text('{ "defaultAction": "SCMP_ACT_ALLOW" }\n')
    expected = 'seccomp={"defaultAction":"SCMP_ACT_ALLOW"}'
    assert container_values.security_option(f"seccomp={profile}") == expected
    for text in ("seccomp=unconfined", "no-new-privileges", "label=disable"):
        assert container_values.security_option(text) == text
    profile.write_text("{")
    with pytest.raises(ValueError, match=r"p\.json: not valid JSON \(.+\)$"):
        container_values.security_option(f"seccomp={profile}")
    with pytest.raises(ValueError, match=r"^/nosuch: No such file or directory$"):
        container_values.security_option("seccomp=/nosuch")


def test_pairs_of_files(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("# comment\n\na=1\nb\n")
    (tmp_path / "two").write_text("a=2=3\n")
    paths = [str(tmp_path / name) for name in ("one", "two")]
    assert values.pairs_of_files(paths) == {"a": "2=3", "b": ""}


# --- ports


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("80", [("", "", "80", "tcp")]),
        (":80", [("", "80", "80", "tcp")]),
        ("8080:80/udp", [("", "8080", "80", "udp")]),
        ("8080:80/TCP", [("", "8080", "80", "tcp")]),
        ("127.0.0.1:8080:80", [("127.0.0.1", "8080", "80", "tcp")]),
        ("127.0.0.1::80", [("127.0.0.1", "", "80", "tcp")]),
        ("[::1]:8080:80", [("::1", "8080", "80", "tcp")]),
        ("7-8:17-18", [("", "7", "17", "tcp"), ("", "8", "18", "tcp")]),
        ("8000-8010:80", [("", "8000-8010", "80", "tcp")]),
        ("8000-8000:80", [("", "8000", "80", "tcp")]),
        ("127.0.0.1:7-8:80/udp", [("127.0.0.1", "7-8", "80", "udp")]),
        ("7-8/sctp", [("", "", "7", "sctp"), ("", "", "8", "sctp")]),
    ],
)
def test_published_ports(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert container_values.published(text) == expected


@given(first=st.integers(0, 65535), public=st.integers(0, 65535), count=st.integers(0, 50))
def test_published_ranges(first: int, public: int, count: int) -> None:
    text = f"{public}-{public + count}:{first}-{first + count}"
    if max(first, public) + count > 65535:
        with pytest.raises(ValueError, match=r"^takes "):
            container_values.published(text)
    else:
        assert [(port.public, port.private) for port in container_values.published(text)] == [
            (str(public + step), str(first + step)) for step in range(count + 1)
        ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "80:",
        "1:2:3",
        "here:1:2",
        "8-7:8-7",
        "8-7:3",
        "1-3:1-2",
        "65536",
        "80/icmp",
        "::80",
        "999999",
    ],
)
def test_bad_ports(text: str) -> None:
    with pytest.raises(ValueError, match=r"^takes (an IP address|\[\[ADDRESS:\]PUBLIC:\]PRIVATE)"):
        container_values.published(text)


def test_exposed_ports() -> None:
    assert list(container_values.exposed(["80", "53/udp", "7-8"])) == [
        "80/tcp",
        "53/udp",
        "7/tcp",
        "8/tcp",
    ]
    with pytest.raises(ValueError, match=r"^takes PORT\[/PROTO\]: '8080:80'$"):
        container_values.exposed(["8080:80"])


# --- mounts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "type=bind,source=/a,target=/b,readonly,bind-propagation=rslave",
            {
                "Type": "bind",
                "Source": "/a",
                "Target": "/b",
                "ReadOnly": True,
                "BindOptions": {"Propagation": "rslave"},
            },
        ),
        ("src=data,dst=/b,ro=false", "volume data /b False"),
        ("Type=Volume,Source=data,destination=/b,readonly=1", "volume data /b True"),
        (
            "target=/b,volume-label=a=1,volume-label=b,volume-nocopy,volume-driver=local,"
            "volume-opt=type=nfs,volume-opt=o=ro",
            {
                "Type": "volume",
                "Target": "/b",
                "VolumeOptions": {
                    "Labels": {"a": "1", "b": ""},
                    "NoCopy": True,
                    "DriverConfig": {"Name": "local", "Options": {"type": "nfs", "o": "ro"}},
                },
            },
        ),
        (
            "type=tmpfs,target=/b,tmpfs-size=64m,tmpfs-mode=1777",
            {
                "Type": "tmpfs",
                "Target": "/b",
                "TmpfsOptions": {"SizeBytes": 64 * 1024**2, "Mode": 0o1777},
            },
        ),
    ],
)
def test_mounts(text: str, expected: Any) -> None:
    if isinstance(expected, str):
        kind, source, target, readonly = expected.split()
        expected = {
            "Type": kind,
            "Source": source,
            "Target": target,
            "ReadOnly": readonly == "True",
        }
    assert container_values.mount(text) == expected


@given(name=st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0")))
def test_a_mount_may_have_any_path(name: str) -> None:
    path = f"/{name}"
    quoted = f'"source={path.replace(chr(34), chr(34) * 2)}"'
    made = container_values.mount(f"type=bind,{quoted},target=/b")
    assert (made["Source"], made["Target"]) == (path, "/b")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "takes target=/PATH, an absolute path: ''"),
        ("type=bind,source=/a", "takes target=/PATH, an absolute path: "),
        ("type=bind,target=/b", "takes source=/PATH for type=bind, an absolute path: "),
        ("type=bind,source=a,target=/b", "takes source=/PATH for type=bind, an absolute path: "),
        ("type=tmpfs,source=/a,target=/b", "doesn't take source with type=tmpfs: "),
        ("type=npipe,target=/b", "takes type=bind, volume, tmpfs or image: "),
        ("type=image,target=/b", "takes source=IMAGE for type=image: "),
        ("type=bind,source=/a,target=/b,bind-recursive=x", "bind-recursive takes enabled, "),
        (
            "type=bind,source=/a,target=/b,bind-recursive=writable",
            "takes bind-recursive=writable or =readonly only with readonly: ",
        ),
        (
            "type=bind,source=/a,target=/b,bind-recursive=readonly,readonly",
            "takes bind-recursive=readonly only with bind-propagation=rprivate: ",
        ),
        ("target=/b,tmpfs-size=1", "doesn't take tmpfs-size with type=volume: "),
        ("target=/b,nosuch=1", "doesn't take nosuch with type=volume: "),
        ("target=/b,readonly=perhaps", "readonly takes true or false, not 'perhaps'"),
        ("type=tmpfs,target=/b,tmpfs-mode=9", "tmpfs-mode takes an octal mode, not '9'"),
        ("type=tmpfs,target=/b,tmpfs-size=x", "tmpfs-size takes bytes, or a number with k, m"),
        ('"target=/b', "takes comma-separated KEY=VALUE, quoted as in CSV: "),
    ],
)
def test_bad_mounts(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        container_values.mount(text)
