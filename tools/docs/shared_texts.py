"""What the declarations don't tell: the hand-written parts of the manual pages.

A paragraph a string; `text` in it becomes bold. A new command needs its entry here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_CONCURRENT = (
    "Several containers are worked on at once and reported in the order given. One that fails is a "
    "line on stderr, the others are done all the same, and the exit status is 1."
)
_GRACE = (
    "Without `-t` the container's own setting holds, which `run --stop-timeout` makes, else 10 "
    "seconds: a 1.5 engine has no such setting, and on Podman a 0 can't be told from none. With -1 "
    "it is never killed; a 1.5 engine can't do that."
)
_DETACH = (
    "On a terminal, the keys of `--detach-keys` leave the container running and end docker15 with "
    "status 0; the first of them waits for the next key, however long that takes. Without a "
    "terminal, SIGINT, SIGTERM, SIGHUP and SIGQUIT go to the container; a 1.5 engine can only stop "
    "it, or kill it."
)
_LATER = (
    "An option with an API version in its description needs an engine that speaks this version, or "
    "a later one. Elsewhere it is an error that names the version, and nothing is done."
)
_FORMAT = (
    "`--format json` shows the API's own objects, one a line. A Go template shows what it names; "
    "one that begins with `table` has a header. A template with a mistake is an error before "
    "anything is printed: for an unknown field, one that names the known ones."
)

DESCRIPTIONS: Mapping[str, Sequence[str]] = {
    "attach": (
        "Connects the terminal, or stdin, stdout and stderr, to a container that runs. What it has "
        "written before is shown by docker15-logs(1).",
        _DETACH,
    ),
    "build": (
        "PATH is a directory: it is sent to the engine as a tar, without what its `.dockerignore` "
        "names; into a directory that stays at home a `!` reaches only where it names it without "
        "wildcards. Sockets are left out. A Dockerfile that is a link out of PATH is refused, "
        "unless `-f` names it. A URL, or a git address, goes to the engine as it is. `-` reads a "
        "Dockerfile from stdin, or a tar with one in it.",
        "What the build prints goes to stdout, the progress of the upload to stderr. With `-q` a "
        "1.5 engine leaves out the output of the build's commands; a later one shows the image's "
        "id only.",
        _LATER,
    ),
    "commit": (
        "Makes an image of a container's files and prints its id. The name may also be written as "
        "REPOSITORY:TAG. `-run` takes a configuration in JSON, which is checked before anything is "
        "sent.",
    ),
    "completion": (
        "Prints the script that completes docker15's command lines. It is installed with docker15 "
        "where shells look for such scripts: under `share/bash-completion/completions`, "
        "`share/zsh/site-functions` and `share/fish/vendor_completions.d`. Where that is not among "
        "the directories that the shell reads, put the output of this command there.",
        "Commands and options are in the script. Names of containers and images come from the "
        "engine that the command line, or DOCKER_HOST, means; one that does not answer within a "
        "second offers nothing. Completion never starts an engine.",
        "`alias docker=docker15` is completed by zsh as it is. bash needs to be told, by `--alias "
        "docker`. So does fish where docker has a completion of its own: put the script into "
        "`~/.config/fish/completions/docker.fish`.",
    ),
    "context": (
        "A context is docker's name for an engine. docker makes and changes them (`docker context "
        "create`, `docker context use`), docker15 only reads them. `ls` shows all, and marks the "
        "one that is used with a star; `show` prints its name.",
        "Which engine is used: the one of `-H` or `--context`; else of DOCKER_HOST; else of the "
        "context that DOCKER_CONTEXT names; else of the one that docker's config.json names; else "
        "what is found on this machine.",
        _FORMAT,
    ),
    "cp": (
        "Copies out of a container: into HOSTPATH if that is a directory, else to that name. `-` "
        "writes a tar to stdout. CONTAINER:PATH/. means what is in the directory. Nothing is "
        "written outside of HOSTPATH, whatever the container says. Of a link that is named what it "
        "leads to is copied; below a directory links stay links, wherever they lead, and nothing "
        "is written through one. Devices, fifos and setuid bits are left out.",
        "With CONTAINER:PATH as the second argument it copies into the container, on engines of "
        "API 1.20 and later, and through the links that are there.",
    ),
    "create": (
        "Prints the new container's id; docker15-start(1) starts it. An image that is missing is "
        "pulled. With `-rm` the engine removes the container when it has ended.",
        _LATER,
    ),
    "diff": (
        "Prints a line for each path that differs from the image: C for changed, A for added, D "
        "for deleted.",
    ),
    "events": (
        "Prints a line for each event, as it happens, until it is interrupted or `--until` has "
        "come: [time] id: (from image) status.",
        _FORMAT,
    ),
    "exec": (
        "Runs COMMAND in a container that runs, beside its own process, and ends with the "
        "command's exit status. It needs an engine of API 1.15 or later. Options end at CONTAINER.",
        "With `-i` stdin goes to the command, to its end; with `-t` the command has a terminal. "
        "With `-d` nothing is printed, and it is no matter how the command ends.",
        "On a terminal, the keys of `--detach-keys` leave the command running and end docker15 "
        "with status 0. Without a terminal a signal ends docker15 and not the command: engines "
        "have no way to send it one.",
    ),
    "export": (
        "Writes a tar of all files to stdout, which must not be a terminal, or to a file. A "
        "transfer that ends too early is an error, and leaves no file behind.",
    ),
    "help": ("Without COMMAND the commands and the global options are shown.",),
    "history": (
        "Shows the image's layers, the newest first. An id is the layer's first tag where it has "
        "one.",
        _FORMAT,
    ),
    "images": (
        "Shows the images that have a name, or all with `-a`. `--tree` shows which is made from "
        "which, and how large each is with all below it, `-viz` the same as text for graphviz. On "
        "a terminal that is too narrow SIZE and CREATED get shorter, and then go.",
        "NAME is a repository, or REPOSITORY:TAG or REPOSITORY@DIGEST; `*` stands for anything but "
        "a slash. An image that was pulled by its digest has no tag: its row has `<none>` there, "
        "and `--digests`, or `{{.Digest}}`, shows what names it.",
        _FORMAT,
    ),
    "import": (
        "Makes an image of a tar, which may be compressed: a file, stdin (`-`), or a URL that the "
        "engine fetches. The image's id goes to stdout, the progress to stderr.",
    ),
    "info": (
        "Of a 1.5 engine it shows two lines; of a later one what docker's info has of the server, "
        "as far as the engine says it. With `-D`, or where the engine itself debugs, it shows "
        "more. Warnings go to stderr.",
        _FORMAT,
    ),
    "insert": (
        "A 1.5 engine fetches URL and makes an image that has the file at PATH. Later engines have "
        "no such call: there docker15 itself fetches it and makes the image. The new image's id "
        "goes to stdout.",
    ),
    "inspect": (
        "Prints the API's own objects as a JSON array, in the order given. A name is looked up as "
        "a container first, then as an image. One that is missing is an error on stderr, and the "
        "array stays valid JSON.",
        "The names in a template are those of the JSON, or docker's own, which differ from them in "
        "capitals only: `.ID` is Id.",
        _FORMAT,
    ),
    "kill": ("Sends SIGKILL, or the signal of `-s`. " + _CONCURRENT,),
    "login": (
        "Asks for what is missing: name, password, e-mail address. The engine checks them, and "
        "only what it accepts is stored. SERVER is a host, or a URL.",
        "A password among the arguments can be seen by other users: `--password-stdin` reads it "
        "from stdin.",
    ),
    "logout": ("Removes what docker15-login(1) stored for SERVER. No registry is told.",),
    "logs": (
        "What the container wrote to stderr goes to stderr where the engine keeps the two apart. "
        "`-f` and `--tail` work on every engine; other options are refused by one that has not "
        "got them.",
    ),
    "port": (
        "Shows the public port of PRIVATE_PORT, which is of tcp unless it ends in /udp, or the "
        "public ports of all. A port that is not public is an error.",
    ),
    "ps": (
        "Shows the containers that run, or all with `-a`, the newest first. Where stdout is no "
        "terminal the table has the layout of Docker 0.6. On one that is too narrow times and "
        "sizes get shorter, then the command is cut, then whole columns go (CREATED, COMMAND, "
        "SIZE, STATUS), and last of all lines fold; ids, images, ports and names are always whole.",
        "A published port has its address in front where that is not every one of the engine's; "
        "a 1.5 engine does not tell. An image that has lost its tag is shown by its id.",
        _FORMAT,
    ),
    "pull": (
        "NAME has the registry's host in front, but for the index. Without a tag a 1.5 engine "
        "pulls every tag, a later one `latest`. On a terminal there is a bar for each layer.",
    ),
    "push": (
        "A 1.5 engine pushes the whole repository. If the registry asks for a login, and stdin is "
        "a terminal, docker15 asks for one and tries again.",
    ),
    "restart": (_GRACE, _CONCURRENT),
    "rm": (
        "With `-f` a container that runs is killed first, and one that is missing is a line on "
        "stderr, but no failure. " + _CONCURRENT + " A 1.5 engine is asked for one removal after "
        "the other: its index has no lock.",
    ),
    "rmi": (
        "Prints what was untagged, and what was deleted. At 1.5 a name without a tag loses all of "
        "its tags. Images are removed in the order given. One that fails is a line on stderr, the "
        "others are removed all the same, and the exit status is 1; with `-f` it is 0 where one is "
        "only missing.",
    ),
    "run": (
        "Creates a container, attaches to it, starts it, and ends with its exit status. An image "
        "that is missing is pulled. Options end at IMAGE: what follows is the container's command.",
        "With `-d` it prints the container's id and leaves it alone. With `-i` stdin goes to the "
        "container, to its end; with `-t` the container has a terminal.",
        "With `-rm` docker15 removes the container when it has ended; with `-d` too the engine "
        "does, from API 1.25 on.",
        _LATER,
        _DETACH,
    ),
    "search": (
        "Prints how many images match, then their names and descriptions.",
        _FORMAT,
    ),
    "start": (
        "With `-a` it attaches to the container, and ends with its exit status; `-i` sends it "
        "stdin.",
        _CONCURRENT,
        _DETACH,
    ),
    "stop": (_GRACE, _CONCURRENT),
    "tag": (
        "Prints nothing. The name may also be written as REPOSITORY:TAG. `-f` takes it from the "
        "image that has it.",
    ),
    "top": (
        "Shows the container's processes. What follows CONTAINER are options of ps(1), for engines "
        "that know them.",
    ),
    "version": (
        "If the engine can't be asked, the client's part is shown all the same, and the exit "
        "status is 1.",
        _FORMAT,
    ),
    "wait": ("Prints the exit codes, one a line, in the order given.", _CONCURRENT),
}

# Pages to see, too.
RELATED: Mapping[str, Sequence[str]] = {
    "attach": ("logs", "run", "start"),
    "build": ("commit", "images", "run"),
    "commit": ("build", "diff", "images"),
    "completion": ("help",),
    "context": ("info", "version"),
    "cp": ("diff", "export"),
    "create": ("rm", "run", "start"),
    "diff": ("commit", "cp"),
    "events": ("ps", "wait"),
    "exec": ("attach", "run", "top"),
    "export": ("cp", "import"),
    "help": ("completion",),
    "history": ("images", "inspect"),
    "images": ("history", "pull", "rmi", "tag"),
    "import": ("build", "export", "images"),
    "info": ("version",),
    "insert": ("build", "cp"),
    "inspect": ("images", "ps"),
    "kill": ("rm", "stop"),
    "login": ("logout", "pull", "push"),
    "logout": ("login",),
    "logs": ("attach", "ps"),
    "port": ("ps", "run"),
    "ps": ("inspect", "top"),
    "pull": ("images", "login", "push"),
    "push": ("images", "login", "pull", "tag"),
    "restart": ("start", "stop"),
    "rm": ("kill", "ps", "rmi", "stop"),
    "rmi": ("images", "rm"),
    "run": ("attach", "build", "create", "logs", "ps", "rm"),
    "search": ("pull",),
    "start": ("attach", "create", "stop"),
    "stop": ("kill", "rm", "start"),
    "tag": ("images", "push", "rmi"),
    "top": ("ps",),
    "version": ("info",),
    "wait": ("logs", "ps", "run"),
}

_USES_CREDENTIALS = ("build", "create", "info", "login", "logout", "pull", "push", "run")

_STATUSES: Mapping[str, str] = {
    "0": "It worked.",
    "1": "The engine refused, or the work failed; of several targets, at least one.",
    "2": "The command line is wrong. Nothing was sent to the engine.",
    "125": "run, exec: before the container or the command ran, docker15 or the engine failed.",
    "126": "run, start -a, exec: the container's command can't be invoked.",
    "127": "run, start -a, exec: the container's command is not found.",
    "129, 130, 131, 143": "Ended by SIGHUP, Ctrl-C, SIGQUIT or SIGTERM, unless the signal was the "
    "container's.",
    "141": "Nobody reads stdout any more.",
    "any other": "run, attach, start -a, exec: that of the command in the container.",
}

ENVIRONMENT: Mapping[str, str] = {
    "DOCKER_HOST": "The engine's address, where there is no `-H`.",
    "DOCKER_HOSTS": "Several engines' addresses, with commas between; before DOCKER_HOST.",
    "DOCKER_API_VERSION": "The API version to speak, where there is no `--api-version`.",
    "DOCKER_CONFIG": "The directory of the credentials and contexts, without `--config`.",
    "DOCKER_DEFAULT_PLATFORM": "The platform of what is pulled, built and created, where there is "
    "no `--platform`.",
    "DOCKER_CUSTOM_HEADERS": "NAME=VALUE, with commas between several: HTTP headers for each "
    "request, instead of those of config.json.",
    "DOCKER_CONTEXT": "The context to use, where there is neither `-H` nor `--context` nor "
    "DOCKER_HOST.",
    "DOCKER_TLS_VERIFY": "Anything is as `--tlsverify`, unless it is empty.",
    "DOCKER_TLS": "Anything is as `--tls`, unless it is empty.",
    "DOCKER_CERT_PATH": "The directory of the files for TLS, instead of $HOME/.docker.",
    "DOCKER15_PROXY": "The HTTP proxy to go through, where there is no `--proxy`. No other "
    "variable has a say.",
    "DEBUG": "Anything but 0 is as `-D`.",
    "DOCKER15_ENGINE": "With `none` no engine is started on demand.",
    "DOCKER15_ENGINE_IDLE": "Seconds until an idle on-demand engine ends; 300 unless set.",
    "NO_COLOR": "Neither colour nor live progress, whatever the value.",
    "CLICOLOR_FORCE": "Anything but 0: colour also where stdout is no terminal.",
    "TERM": "With `dumb` neither colour nor live progress.",
}
_FOR_COMMANDS = ("DOCKER_HOST",)

FILES: Mapping[str, str] = {
    "/var/run/docker.sock": "Docker's socket: the first that is tried where no address is given.",
    "$XDG_RUNTIME_DIR/podman/podman.sock, /run/podman/podman.sock": "Podman's, tried next.",
    "$HOME/.docker/contexts/": "Docker's contexts. Only read.",
    "$HOME/.docker/ca.pem, cert.pem, key.pem": "For TLS: whose certificates to trust, and yours.",
    "$XDG_RUNTIME_DIR/docker15/, /tmp/docker15-UID/": "The on-demand engine's socket and log.",
}
_CREDENTIALS: Mapping[str, str] = {
    "$HOME/.dockercfg": "The credentials that docker15-login(1) stores.",
    "$HOME/.docker/config.json": "Those of today's docker, and its credential helpers, which come "
    "first; also proxies, HttpHeaders, detachKeys, psFormat and imagesFormat. Only read.",
}

INTRODUCTION = (
    "docker15 is a client for the Docker Remote API 1.5. It replaces the client of Docker 0.6: "
    "scripts written for that one run unchanged. The same program works with today's engines.",
    "What a script wants goes to stdout, all else to stderr. An error is one line.",
    "Options are spelled as Go does or as GNU does: `-notrunc`, `--no-trunc`, `-cidfile=F`, `-it`, "
    "`-rm=false`. Short ones combine. `--` ends the options.",
    "With several `-H`, or several addresses in DOCKER_HOSTS, commands that only read ask all of "
    "these engines at once. Tables have a HOST column, formats a `{{.Host}}`, other lines the host "
    "in front. What an engine can't tell is a line on stderr, and the exit status is 1. Commands "
    "that change something refuse several engines; `stop`, `kill`, `rm` and `pull` work on all of "
    "them with `--all-hosts`.",
)
ADDRESSES: Mapping[str, str] = {
    "unix:///PATH": "A unix socket.",
    "tcp://HOST[:PORT], HOST:PORT, HOST, :PORT": (
        "TCP; the port is 4243 unless given, with TLS 2376."
    ),
    "https://HOST[:PORT]": "TLS, verified; without ca.pem by the system's authorities.",
    "ssh://[USER@]HOST[:PORT][/PATH]": (
        "An engine on another machine, through ssh(1), as its configuration, agent and known hosts "
        "have it. PATH is the engine's socket there: /var/run/docker.sock unless given, else "
        "Podman's. Where sshd forwards to no socket, `docker system dial-stdio` (or podman's) "
        "serves. ssh asks for a password or about a host's key only if stdin is a terminal."
    ),
    "podman://": "The on-demand engine: Podman's, started by docker15 when it is needed.",
}


def statuses(command: str) -> dict[str, str]:
    """A command's exit statuses; all for ""."""
    found = {}
    for status, meaning in _STATUSES.items():
        commands, colon, what = meaning.partition(": ")
        if not command or not colon:
            found[status] = meaning
        elif command in commands.replace(" -a", "").split(", "):
            found[status] = f"{what[0].upper()}{what[1:]}"
    return found


def environment(command: str) -> Mapping[str, str]:
    """The variables that matter to a command; all for ""."""
    return ENVIRONMENT if not command else {name: ENVIRONMENT[name] for name in _FOR_COMMANDS}


def files(command: str) -> dict[str, str]:
    """The files that matter to a command; all for ""."""
    if not command:
        return {**FILES, **_CREDENTIALS}
    return dict(_CREDENTIALS) if command in _USES_CREDENTIALS else {}
