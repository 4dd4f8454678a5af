"""The script for zsh."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.cli.complete_as import CONTROL_KEYS, SCHEMES
from tools.docs import shell_cases
from tools.docs.introspect import Declared

_SCRIPT = r"""#compdef docker15
# zsh completion for docker15. Made from the declarations by `make docs`; don't edit.
#
# Commands and options are in here. Names are asked for: docker15 __complete KIND WORD BEFORE ...
# A KIND that begins with = is a list of words.

_docker15() {
    local program=docker15 word=${(Q)PREFIX} command= kind= before= each
    local -i count=0 only_arguments=0
    local -a globals given
    [[ $words[1] != */docker15 ]] || program=${~words[1]}
    for each in "${(@)words[2,CURRENT-1]}"; do
        each=${(Q)each}
        [[ -n $command ]] || globals+=("$each")
        if [[ -n $kind ]]; then
            kind=
        elif (( ! only_arguments )) && [[ $each == -?* ]]; then
            if [[ $each == -- ]]; then
                [[ -z $command ]] || only_arguments=1
            else
                _docker15_takes "$command" "$each"
            fi
        elif [[ -z $command ]]; then
            command=$each
            globals[-1]=()
        elif (( count > 0 )) || ! _docker15_group "$command" "$each"; then
            before=$each
            given+=("$each")
            (( count += 1 ))
            case $command in
                @OPTIONS_FIRST@) only_arguments=1 ;;
            esac
        fi
    done
    if [[ -n $kind ]]; then
        given=()
        _docker15_value
    elif (( ! only_arguments )) && [[ $word == -* ]]; then
        given=()
        _docker15_dashed
    elif [[ -z $command ]]; then
        _docker15_commands
    else
        _docker15_argument "$command" "$count"
        _docker15_value
    fi
}

# What the word behind this option is: kind, empty for no value, or one behind = only.
_docker15_takes() {
    _docker15_value_of "$@"
    [[ $kind != \?* ]] || kind=
}

_docker15_value_of() {
    local name=${${2#-}#-}
    local -i letter
    kind=
    [[ $name != *=* ]] || return 0
    if _docker15_option "$1" "$name" || [[ $2 == --* ]]; then
        return 0
    fi
    for (( letter = 1; letter <= $#name; letter++ )); do
        _docker15_option "$1" "$name[letter]" || return 0
        [[ -z $kind ]] || break
    done
    (( letter >= $#name )) || kind=
}

# An option, or the value behind its =.
_docker15_dashed() {
    local -a options
    if [[ $word == -*=* ]]; then
        _docker15_option "$command" "${${${word%%=*}#-}#-}" || return 1
        compset -P 1 '*='
        word=${word#*=}
        kind=${kind:-=true false}
        kind=${kind#\?}
        _docker15_value
        return
    fi
    _docker15_options "$command"
    _describe -o -t options option options
}

_docker15_value() {
    case $kind in
        '' | nothing) return 1 ;;
        '='*) _docker15_words ;;
        commands) _docker15_commands ;;
        files) _files ;;
        directories) _files -/ ;;
        binds)
            [[ $word != *:* ]] || return 1
            [[ $word == [./~]* ]] || _docker15_ask
            _files -/
            ;;
        environment) _parameters -g '*export*' ;;
        hosts)
            if [[ $word == unix://* ]]; then
                compset -P unix://
                _files
            else
                _docker15_ask
                compadd -S '' -- @SCHEMES@
            fi
            ;;
        keys)
            compset -P '*,'
            compadd -S '' -- @KEYS@
            ;;
        container-path)
            if [[ $word == [./~]* || $before == [^./]*:* ]]; then
                _files
            else
                _docker15_ask
                [[ $word == *:* ]] || _files
            fi
            ;;
        *) _docker15_ask ;;
    esac
}

_docker15_words() {
    local -a all=(${=kind#=})
    compadd -S '' -- ${(M)all:#*[=:]}
    compadd -- ${all:#*[=:]}
}

_docker15_ask() {
    local line name
    local -a open closed
    whence -p -- $program >/dev/null || return 1
    local -a lines=(
        "${(@f)$(command $program __complete "$kind" "$word" "$before" $globals 2>/dev/null)}"
    )
    for line in $lines; do
        name=${line%%$'\t'*}
        (( ! ${given[(Ie)$name]} )) || continue
        line=${name//:/\\:}:${line#*$'\t'}
        if [[ $name == *[:/] ]]; then
            open+=("$line")
        elif [[ -n $name ]]; then
            closed+=("$line")
        fi
    done
    (( ! $#open )) || _describe -t names name open -S ''
    (( ! $#closed )) || _describe -t names name closed
}

_docker15_commands() {
    local -a commands=(
@COMMANDS@    )
    _describe -t commands command commands
}

# A word of a group, such as `container ls`: which command that is.
_docker15_group() {
    case $1:$2 in
@GROUP_CASES@        *) return 1 ;;
    esac
}

_docker15_option() {
    kind=
    case $1:$2 in
@OPTION_CASES@        *) return 1 ;;
    esac
}

_docker15_options() {
    case $1 in
@OPTIONS_CASES@    esac
}

_docker15_argument() {
    kind=
    case $1:$2 in
@ARGUMENT_CASES@    esac
}

if [[ $funcstack[1] == _docker15 ]]; then
    _docker15 "$@"
else
    compdef _docker15 docker15
fi
"""


def script(commands: Sequence[Declared]) -> str:
    """The script."""
    parts = {
        "@OPTIONS_FIRST@": shell_cases.options_first(commands),
        "@COMMANDS@": "".join(
            f"        {_described(command.name, command.summary)}\n"
            for command in shell_cases.offered(commands)
        ),
        "@SCHEMES@": " ".join(SCHEMES),
        "@KEYS@": " ".join(map(shell_cases.quoted, CONTROL_KEYS)),
        "@GROUP_CASES@": shell_cases.group_cases(),
        "@OPTION_CASES@": shell_cases.option_cases(commands),
        "@OPTIONS_CASES@": "".join(_options_case(command) for command in commands),
        "@ARGUMENT_CASES@": shell_cases.argument_cases(commands),
    }
    return shell_cases.filled(_SCRIPT, parts)


def _options_case(command: Declared) -> str:
    lines = "".join(
        f"                {_described(name, option.help)}\n"
        for option in command.options
        for name in option.names
    )
    pattern = shell_cases.quoted(command.name)
    return f"        {pattern})\n            options=(\n{lines}            )\n            ;;\n"


def _described(name: str, description: str) -> str:
    """An entry for `_describe`: name and description, separated by a colon."""
    colon = "\\:"
    return shell_cases.quoted(f"{name.replace(':', colon)}:{description}")
