"""What API versions after 1.5 added to operations that 1.5 already has."""

from typing import NamedTuple


class Feature(NamedTuple):
    """`since` is the API version that added it, `what` its name in the message of a refusal."""

    since: str
    what: str


BUILD_ARGS = Feature("1.21", "build --build-arg")
BUILD_DOCKERFILE = Feature("1.17", "another Dockerfile name (-f) in a tar archive or at a URL")
BUILD_PLATFORM = Feature("1.38", "build --platform")
DISK_USAGE_BY_KIND = Feature("1.42", "disk usage of one kind of object")
COMMIT_CHANGES = Feature("1.18", "commit --change")
COMMIT_PAUSE = Feature("1.13", "commit --pause")
FILTERS = Feature("1.12", "--filter")
FILTER_SETS = Feature("1.22", "--filter with several values")
HEALTH = Feature("1.24", "a health check")
HISTORY_PLATFORM = Feature("1.48", "history --platform")
IMPORT_CHANGES = Feature("1.18", "import --change")
IMPORT_MESSAGE = Feature("1.21", "import --message")
IMPORT_PLATFORM = Feature("1.32", "import --platform")
INSPECT_SIZE = Feature("1.19", "inspect -s")
KILL_SIGNAL = Feature("1.6", "kill -s")
LABELS = Feature("1.18", "--filter label=")
LOGS_DETAILS = Feature("1.24", "logs --details")
LOGS_FOLLOW_NAME = Feature("1.11", "logs --follow-name")
LOGS_OPTIONS = Feature("1.11", "logs --timestamps")
LOGS_SINCE = Feature("1.19", "logs --since")
LOGS_TAIL = Feature("1.13", "logs --tail")
LOGS_UNTIL = Feature("1.35", "logs --until")
LABELS_OF_VOLUMES = Feature("1.23", "--filter label= for networks and volumes")
NAMES = Feature("1.6", "a container's name (--name)")
NETWORK_PRUNE = Feature("1.21", "network prune")
NO_ENTRYPOINT = Feature("1.6", "--entrypoint ''")
PLATFORM = Feature("1.41", "--platform")
PULL_PLATFORM = Feature("1.32", "pull --platform")
PUSH_PLATFORM = Feature("1.46", "push --platform")
PUSH_TAG = Feature("1.13", "pushing a single tag (NAME:TAG)")
RECREATE = Feature("1.17", "recreate")
RM_FORCE = Feature("1.10", "rm -f")
RMI_FORCE = Feature("1.10", "rmi -f")
RMI_NO_PRUNE = Feature("1.10", "rmi --no-prune")
RMI_PLATFORM = Feature("1.50", "rmi --platform")
SAVE_SEVERAL = Feature("1.15", "saving several images")
STATS_ONCE = Feature("1.19", "a single sample of stats")
STATS_ONE_SHOT = Feature("1.41", "stats without a wait")
SYSTEM_PRUNE_VOLUMES = Feature("1.21", "system prune --volumes")
VOLUME_PRUNE = Feature("1.21", "volume prune")
SEARCH_FILTERS = Feature("1.24", "search --filter")
SEVERAL_NETWORKS = Feature("1.44", "--network more than once")
STOP_SIGNAL = Feature("1.42", "--signal")
VOLUME_RM_FORCE = Feature("1.25", "volume rm -f")
