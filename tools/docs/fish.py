"""The script for fish."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.cli.complete_as import CONTROL_KEYS, SCHEMES
from tools.docs import shell_cases
from tools.docs.introspect import Declared, Kind

_SCRIPT = r"""# fish completion for docker15. Made from the declarations by `make docs`; don't edit.
#
# Commands and options are in here. Names are asked for: docker15 __complete KIND WORD BEFORE ...
# A kind that begins with = is a list of words.

function __docker15
    set -l words (commandline -opc)
    set -l word (commandline -ct | string replace -ra '[\'"\\\\]' '')
    set -l command ''
    set -l kind ''
    set -l before ''
    set -l globals
    set -l given
    set -l only_arguments no
    for each in $words[2..]
        test -z "$command"; and set -a globals $each
        if test -n "$kind"
            set kind ''
        else if test $only_arguments = no; and string match -qr -- '^-.' $each
            if test "$each" = --
                test -n "$command"; and set only_arguments yes
            else
                set kind (__docker15_takes "$command" $each)
                string match -qr '^\?' -- $kind; and set kind ''
            end
        else if test -z "$command"
            set command $each
            set -e globals[-1]
        else if test (count $given) = 0; and set -l meant (__docker15_group $command $each)
            set command $meant
        else
            set before $each
            set -a given $each
            contains -- $command @OPTIONS_FIRST@; and set only_arguments yes
        end
    end
    if test -n "$kind"
        __docker15_value $kind "$word" '' "$before" $globals
    else if test $only_arguments = no; and string match -q -- '-*' $word
        __docker15_dashed "$command" $word $globals
    else if test -z "$command"
        __docker15_commands
    else
        set kind (__docker15_argument $command (count $given))
        for line in (__docker15_value "$kind" "$word" '' "$before" $globals)
            contains -- (string split -f 1 \t -- $line) $given; or printf '%s\n' $line
        end
    end
end

# What the word behind this option is: a kind, or empty for no value; after a question mark, one
# that stands behind = only.
function __docker15_takes -a command dashed
    set -l name (string replace -r -- '^--?' '' $dashed)
    string match -q '*=*' -- $name; and echo ''; and return
    if __docker15_option "$command" $name; or string match -q -- '--*' $dashed
        return
    end
    set -l letters (string split '' -- $name)
    for at in (seq (count $letters))
        set -l kind (__docker15_option "$command" $letters[$at]); or break
        if test -n "$kind"
            test $at = (count $letters); and echo $kind
            return
        end
    end
    echo ''
end

# An option, or the value behind its =.
function __docker15_dashed -a command word
    if not string match -q '*=*' -- $word
        __docker15_options "$command"
        return
    end
    set -l parts (string split -m 1 = -- $word)
    set -l kind (__docker15_option "$command" (string replace -r -- '^--?' '' $parts[1])); or return
    test -n "$kind"; or set kind '=true false'
    set kind (string replace -r '^\?' '' -- $kind)
    __docker15_value $kind "$parts[2]" $parts[1]= '' $argv[3..]
end

# Every line is a whole word: prefix and candidate, then a tab and what it is.
function __docker15_value -a kind word prefix before
    switch $kind
        case '' nothing
            return
        case '=*'
            printf '%s\n' "$prefix"(string sub -s 2 -- $kind | string split ' ')
        case commands
            __docker15_commands
        case files
            __docker15_files __fish_complete_path "$word" "$prefix"
        case directories
            __docker15_files __fish_complete_directories "$word" "$prefix"
        case binds
            string match -q '*:*' -- $word; and return
            string match -qr '^[./~]' -- $word
            or __docker15_ask $kind "$word" "$prefix" "$before" $argv[5..]
            __docker15_files __fish_complete_directories "$word" "$prefix"
        case environment
            printf '%s\n' "$prefix"(set -xn)
        case hosts
            if string match -q 'unix://*' -- $word
                __docker15_files __fish_complete_path (string sub -s 8 -- $word) {$prefix}unix://
            else
                __docker15_ask $kind "$word" "$prefix" "$before" $argv[5..]
                printf '%s\n' "$prefix"{@SCHEMES@}
            end
        case keys
            set -l typed (string match -r '.*,' -- $word)
            printf '%s\n' "$prefix$typed"{@KEYS@}
        case container-path
            if string match -qr '^[./~]' -- $word; or string match -qr '^[^./][^:]*:' -- $before
                __docker15_files __fish_complete_path "$word" "$prefix"
            else
                __docker15_ask $kind "$word" "$prefix" "$before" $argv[5..]
                string match -q '*:*' -- $word; or __fish_complete_path "$word"
            end
        case '*'
            __docker15_ask $kind "$word" "$prefix" "$before" $argv[5..]
    end
end

function __docker15_files -a complete word prefix
    for line in ($complete $word)
        printf '%s%s\n' $prefix $line
    end
end

function __docker15_ask -a kind word prefix before
    set -l program (commandline -opc)[1]
    string match -q '*/docker15' -- $program; or set program docker15
    command -q $program; or return
    for line in (command $program __complete $kind "$word" "$before" $argv[5..] 2>/dev/null)
        printf '%s%s\n' $prefix $line
    end
end

function __docker15_commands
    printf '%s\t%s\n'@COMMANDS@
end

# A word of a group, such as `container ls`: which command that is.
function __docker15_group -a group word
    switch $group:$word
@GROUP_CASES@        case '*'
            return 1
    end
end

function __docker15_option -a command name
    switch $command:$name
@OPTION_CASES@        case '*'
            return 1
    end
end

function __docker15_options -a command
    switch $command
@OPTIONS_CASES@    end
end

function __docker15_argument -a command number
    switch $command:$number
@ARGUMENT_CASES@    end
end

complete -c docker15 -f -a '(__docker15)'
"""


def script(commands: Sequence[Declared]) -> str:
    """The script."""
    summaries = [
        _pair(command.name, command.summary, " " * 8) for command in shell_cases.offered(commands)
    ]
    parts = {
        "@OPTIONS_FIRST@": shell_cases.options_first(commands).replace(" | ", " "),
        "@COMMANDS@": "".join(summaries),
        "@SCHEMES@": ",".join(SCHEMES),
        "@KEYS@": ",".join(map(_quoted, CONTROL_KEYS)),
        "@GROUP_CASES@": "".join(
            _case(patterns, name) for name, patterns in shell_cases.group_words()
        ),
        "@OPTION_CASES@": "".join(_option_cases(command) for command in commands),
        "@OPTIONS_CASES@": "".join(_options_case(command) for command in commands),
        "@ARGUMENT_CASES@": "".join(_argument_cases(command) for command in commands),
    }
    return shell_cases.filled(_SCRIPT, parts)


def _option_cases(command: Declared) -> str:
    return "".join(
        _case([f"{command.name}:{name}" for name in names], "" if kind is None else kind)
        for kind, names in shell_cases.options_by_kind(command)
    )


def _argument_cases(command: Declared) -> str:
    return "".join(
        _case([f"{command.name}:{number}"], kind)
        for number, kind in shell_cases.arguments(command)
        if kind != "nothing"
    )


def _case(patterns: Sequence[str], kind: Kind) -> str:
    alternatives = " ".join(map(_quoted, patterns))
    return f"        case {alternatives}\n            echo {_quoted(shell_cases.spelled(kind))}\n"


def _options_case(command: Declared) -> str:
    pairs = "".join(
        _pair(name, option.help, " " * 16) for option in command.options for name in option.names
    )
    return f"        case {_quoted(command.name)}\n            printf '%s\\t%s\\n'{pairs}\n"


def _pair(name: str, description: str, indent: str) -> str:
    return f" \\\n{indent}{_quoted(name)} {_quoted(description)}"


def _quoted(text: str) -> str:
    """As one word of fish, where a backslash is special within quotes, too."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
