"""The script for bash."""

from __future__ import annotations

from collections.abc import Sequence

from docker15_cli.cli.complete_as import CONTROL_KEYS, SCHEMES
from tools.docs import shell_cases
from tools.docs.introspect import Declared

_SCRIPT = r"""# bash completion for docker15. Made from the declarations by `make docs`; don't edit.
#
# Commands and options are in here. Names are asked for: docker15 __complete KIND WORD BEFORE ...
# A KIND that begins with = is a list of words.

_docker15() {
    local IFS=$' \t\n' program word command='' kind='' before='' prefix='' only_arguments=''
    local each count=0
    local -a words globals=() given=() found=()
    _docker15_split
    program=${words[0]}
    [[ $program == */docker15 ]] || program=docker15
    if [[ ${words[-1]} == *[\<\>] ]]; then
        compopt -o default
        return
    fi
    for each in "${words[@]:1}"; do
        each=${each//[\'\"\\]/}
        [[ $command ]] || globals+=("$each")
        if [[ $kind ]]; then
            kind=''
        elif [[ ! $only_arguments && $each == -?* ]]; then
            if [[ $each == -- ]]; then
                [[ ! $command ]] || only_arguments=yes
            else
                _docker15_takes "$command" "$each"
            fi
        elif [[ ! $command ]]; then
            command=$each
            unset 'globals[-1]'
        elif ((count > 0)) || ! _docker15_group "$command" "$each"; then
            before=$each
            given+=("$each")
            ((count += 1))
            case $command in
                @OPTIONS_FIRST@) only_arguments=yes ;;
            esac
        fi
    done
    local quote=''
    case $word in
        [\'\"]*) quote=${word:0:1} word=${word:1} ;;
    esac
    if [[ $kind ]]; then
        given=()
        _docker15_value
    elif [[ $word == -* && ! $only_arguments ]]; then
        given=()
        _docker15_dashed
    elif [[ ! $command ]]; then
        kind=commands
        _docker15_value
    else
        _docker15_argument "$command" "$count"
        _docker15_value
    fi
    _docker15_reply
}

# The line's words up to the one at the cursor, which becomes `word`: bash takes words apart at
# the characters of COMP_WORDBREAKS, and here they are put together again.
_docker15_split() {
    local line=${COMP_LINE:0:COMP_POINT} piece blank at
    words=()
    for ((at = 0; at <= COMP_CWORD; at++)); do
        piece=${COMP_WORDS[at]}
        blank=${line%%[![:space:]]*}
        line=${line#"$blank"}
        ((at < COMP_CWORD)) || piece=$line
        line=${line#"$piece"}
        if [[ $blank || $at == 0 ]]; then
            words+=("$piece")
        else
            words[-1]+=$piece
        fi
    done
    word=${words[-1]}
    unset 'words[-1]'
}

# What the word behind this option is: kind, empty for no value, or one behind = only.
_docker15_takes() {
    _docker15_value_of "$@"
    [[ $kind != \?* ]] || kind=''
}

_docker15_value_of() {
    local name=${2#-} letters
    name=${name#-}
    kind=''
    [[ $name != *=* ]] || return
    if _docker15_option "$1" "$name" || [[ $2 == --* ]]; then
        return
    fi
    for ((letters = 0; letters < ${#name}; letters++)); do
        _docker15_option "$1" "${name:letters:1}" || return
        [[ ! $kind ]] || break
    done
    ((letters + 1 >= ${#name})) || kind=''
}

# An option, or the value behind its =.
_docker15_dashed() {
    if [[ $word == -*=* ]]; then
        local name=${word%%=*}
        name=${name#-}
        if _docker15_option "$command" "${name#-}"; then
            prefix=${word%%=*}=
            word=${word#"$prefix"}
            kind=${kind:-=true false}
            kind=${kind#\?}
            _docker15_value
        fi
        return
    fi
    _docker15_options "$command"
    _docker15_words
}

# The words of `kind` that begin with `word`.
_docker15_value() {
    case $kind in
        '' | nothing) ;;
        =*) _docker15_words ;;
        commands)
            kind="=@COMMANDS@"
            _docker15_words
            ;;
        files) compopt -o default ;;
        directories) compopt -o dirnames ;;
        binds)
            [[ $word != *:* ]] || return
            compopt -o dirnames
            [[ $word == [./~]* ]] || _docker15_ask
            ;;
        environment) mapfile -t found < <(compgen -e -- "$word") ;;
        hosts)
            if [[ $word == unix://* ]]; then
                compopt -o default
            else
                _docker15_ask
                kind="=@SCHEMES@"
                _docker15_words
            fi
            ;;
        keys)
            kind="=@KEYS@"
            [[ $word != *,* ]] || prefix=$prefix${word%,*},
            word=${word##*,}
            _docker15_words
            ;;
        container-path) _docker15_container_path ;;
        *) _docker15_ask ;;
    esac
}

_docker15_words() {
    local -a all
    read -ra all <<<"${kind#=}"
    for each in "${all[@]}"; do
        [[ $each != "$word"* ]] || found+=("$each")
    done
}

_docker15_container_path() {
    if [[ $word == [./~]* || $before == [!./]*:* ]]; then
        compopt -o default
        return
    fi
    _docker15_ask
    [[ $word != *:* ]] || return
    if ((${#found[@]} == 0)); then
        compopt -o default
        return
    fi
    while IFS= read -r each; do
        [[ -d $each ]] && each=$each/
        [[ $each == *[!a-zA-Z0-9_./-]* ]] || found+=("$each")
    done < <(compgen -f -- "$word")
}

_docker15_ask() {
    local name rest
    type -P "$program" >/dev/null || return
    while IFS=$'\t' read -r name rest; do
        [[ " ${given[*]} " == *" $name "* ]] || found+=("$name")
    done < <("$program" __complete "$kind" "$word" "$before" "${globals[@]}" 2>/dev/null)
}

# What bash puts in place of the word: only what is behind the last of its word breaks.
_docker15_reply() {
    local typed=$prefix$word head='' mark
    if [[ ! $quote ]]; then
        for mark in : = @; do
            if [[ $COMP_WORDBREAKS == *"$mark"* && $typed == *"$mark"* ]]; then
                each=${typed%"$mark"*}$mark
                [[ $mark != @ ]] || each=${each%@} # readline keeps this one in the word
                ((${#each} <= ${#head})) || head=$each
            fi
        done
    fi
    COMPREPLY=()
    for each in "${found[@]}"; do
        each=$prefix$each
        COMPREPLY+=("${each#"$head"}")
    done
    if [[ ${#COMPREPLY[@]} == 1 && ${found[0]} == *[:/=] ]]; then
        compopt -o nospace
    fi
}

# A word of a group, such as `container ls`: which command that is.
_docker15_group() {
    case $1:$2 in
@GROUP_CASES@        *) return 1 ;;
    esac
}

_docker15_option() {
    kind=''
    case $1:$2 in
@OPTION_CASES@        *) return 1 ;;
    esac
}

_docker15_options() {
    case $1 in
@OPTIONS_CASES@    esac
}

_docker15_argument() {
    case $1:$2 in
@ARGUMENT_CASES@    esac
}

complete -F _docker15 docker15
"""


def script(commands: Sequence[Declared]) -> str:
    """The script."""
    parts = {
        "@OPTIONS_FIRST@": shell_cases.options_first(commands),
        "@COMMANDS@": " ".join(command.name for command in shell_cases.offered(commands)),
        "@SCHEMES@": " ".join(SCHEMES),
        "@KEYS@": " ".join(CONTROL_KEYS).replace("\\", "\\\\"),
        "@GROUP_CASES@": shell_cases.group_cases(),
        "@OPTION_CASES@": shell_cases.option_cases(commands),
        "@OPTIONS_CASES@": "".join(_options_case(command) for command in commands),
        "@ARGUMENT_CASES@": shell_cases.argument_cases(commands),
    }
    return shell_cases.filled(_SCRIPT, parts)


def _options_case(command: Declared) -> str:
    names = " ".join(name for option in command.options for name in option.names)
    return f"        {shell_cases.quoted(command.name)}) kind='={names}' ;;\n"
