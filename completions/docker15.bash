# bash completion for docker15. Made from the declarations by `make docs`; don't edit.
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
                create | exec | run | top) only_arguments=yes ;;
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
            kind="=attach build commit completion container context cp create diff doctor events exec export help history hosts image images import info insert inspect kill load login logout logs network pause plugin port ps pull push recreate rename restart rm rmi run save search start stats stop system tag top unpause update version volume wait"
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
                kind="=unix:// tcp:// https:// ssh:// podman://"
                _docker15_words
            fi
            ;;
        keys)
            kind="=ctrl-a ctrl-b ctrl-c ctrl-d ctrl-e ctrl-f ctrl-g ctrl-h ctrl-i ctrl-j ctrl-k ctrl-l ctrl-m ctrl-n ctrl-o ctrl-p ctrl-q ctrl-r ctrl-s ctrl-t ctrl-u ctrl-v ctrl-w ctrl-x ctrl-y ctrl-z ctrl-@ ctrl-[ ctrl-] ctrl-^ ctrl-_"
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
        container:attach) command=attach ;;
        image:build) command=build ;;
        container:commit) command=commit ;;
        container:prune) command=container-prune ;;
        context:create) command=context-create ;;
        context:export) command=context-export ;;
        context:import) command=context-import ;;
        context:inspect) command=context-inspect ;;
        context:list | context:ls) command=context-ls ;;
        context:remove | context:rm) command=context-rm ;;
        context:show) command=context-show ;;
        context:update) command=context-update ;;
        context:use) command=context-use ;;
        container:cp) command=cp ;;
        container:create) command=create ;;
        container:diff) command=diff ;;
        system:events) command=events ;;
        container:exec) command=exec ;;
        container:export) command=export ;;
        image:history) command=history ;;
        image:cp) command=image-cp ;;
        image:prune) command=image-prune ;;
        image:list | image:ls) command=images ;;
        image:import) command=import ;;
        system:info) command=info ;;
        container:inspect | image:inspect | network:inspect | volume:inspect) command=inspect ;;
        container:kill) command=kill ;;
        image:load) command=load ;;
        container:logs) command=logs ;;
        network:connect) command=network-connect ;;
        network:create) command=network-create ;;
        network:disconnect) command=network-disconnect ;;
        network:list | network:ls) command=network-ls ;;
        network:prune) command=network-prune ;;
        network:remove | network:rm) command=network-rm ;;
        container:pause) command=pause ;;
        container:port) command=port ;;
        container:list | container:ls | container:ps) command=ps ;;
        image:pull) command=pull ;;
        image:push) command=push ;;
        container:recreate) command=recreate ;;
        container:rename) command=rename ;;
        container:restart) command=restart ;;
        container:rm) command=rm ;;
        image:remove | image:rm) command=rmi ;;
        container:run) command=run ;;
        image:save) command=save ;;
        container:start) command=start ;;
        container:stats) command=stats ;;
        container:stop) command=stop ;;
        system:df) command=system-df ;;
        system:prune) command=system-prune ;;
        image:tag) command=tag ;;
        container:top) command=top ;;
        container:unpause) command=unpause ;;
        container:update) command=update ;;
        volume:cp) command=volume-cp ;;
        volume:create) command=volume-create ;;
        volume:export) command=volume-export ;;
        volume:import) command=volume-import ;;
        volume:list | volume:ls) command=volume-ls ;;
        volume:prune) command=volume-prune ;;
        volume:remove | volume:rm) command=volume-rm ;;
        container:wait) command=wait ;;
        *) return 1 ;;
    esac
}

_docker15_option() {
    kind=''
    case $1:$2 in
        :api-version) kind='=1.5' ;;
        :c | :context) kind=contexts ;;
        :config) kind=directories ;;
        :tlscacert | :tlscert | :tlskey) kind=files ;;
        :H | :host) kind=hosts ;;
        :proxy | :timeout) kind=nothing ;;
        :D | :debug | :h | :help | :tls | :tlsverify | :v | :version) ;;
        attach:detach-keys) kind=keys ;;
        attach:h | attach:help | attach:no-stdin | attach:nostdin | attach:sig-proxy) ;;
        build:ulimit) kind='=core= cpu= data= fsize= locks= memlock= msgqueue= nice= nofile= nproc= rss= rtprio= rttime= sigpending= stack=' ;;
        build:isolation) kind='=default' ;;
        build:platform) kind='=linux/386 linux/amd64 linux/arm/v7 linux/arm64 linux/ppc64le' ;;
        build:security-opt) kind='=no-new-privileges seccomp= apparmor= label=disable' ;;
        build:build-arg) kind=environment ;;
        build:f | build:file | build:iidfile) kind=files ;;
        build:cache-from) kind=images ;;
        build:network) kind=networks ;;
        build:add-host | build:c | build:cgroup-parent | build:cpu-period | build:cpu-quota | build:cpu-shares | build:cpuset-cpus | build:cpuset-mems | build:label | build:m | build:memory | build:memory-swap | build:shm-size | build:target) kind=nothing ;;
        build:t | build:tag) kind=repositories ;;
        build:compress | build:disable-content-trust | build:force-rm | build:h | build:help | build:no-cache | build:pull | build:q | build:quiet | build:rm | build:squash) ;;
        commit:a | commit:author | commit:c | commit:change | commit:m | commit:message | commit:run) kind=nothing ;;
        commit:h | commit:help | commit:p | commit:pause) ;;
        completion:alias) kind='=docker' ;;
        completion:h | completion:help | completion:install | completion:uninstall) ;;
        container:h | container:help) ;;
        container-prune:filter) kind='=until= label= label!=' ;;
        container-prune:all-hosts | container-prune:dry-run | container-prune:f | container-prune:force | container-prune:h | container-prune:help) ;;
        context:h | context:help) ;;
        context-create:docker) kind='=host= ca= cert= key= skip-tls-verify= from=' ;;
        context-create:from) kind=contexts ;;
        context-create:description) kind=nothing ;;
        context-create:h | context-create:help) ;;
        context-export:h | context-export:help) ;;
        context-import:h | context-import:help) ;;
        context-inspect:f | context-inspect:format) kind='=json api {{.Name}} {{.Metadata.Description}} {{.Endpoints.docker.Host}} {{.Endpoints.docker.SkipTLSVerify}}' ;;
        context-inspect:h | context-inspect:help) ;;
        context-ls:format) kind='=json api {{.Name}} {{.Description}} {{.DockerEndpoint}} {{.Current}} {{.Error}}' ;;
        context-ls:h | context-ls:help | context-ls:q | context-ls:quiet) ;;
        context-rm:f | context-rm:force | context-rm:h | context-rm:help) ;;
        context-show:h | context-show:help) ;;
        context-update:docker) kind='=host= ca= cert= key= skip-tls-verify= from=' ;;
        context-update:description) kind=nothing ;;
        context-update:h | context-update:help) ;;
        context-use:h | context-use:help) ;;
        cp:L | cp:a | cp:archive | cp:follow-link | cp:h | cp:help | cp:q | cp:quiet) ;;
        create:cap-add | create:cap-drop) kind='=ALL AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_ADMIN NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_ADMIN SYS_CHROOT SYS_MODULE SYS_NICE SYS_PTRACE SYS_RESOURCE SYS_TIME SYSLOG' ;;
        create:stop-signal) kind='=HUP INT QUIT ABRT KILL USR1 USR2 PIPE ALRM TERM CONT STOP TSTP WINCH' ;;
        create:gpus) kind='=all device= driver= capabilities=' ;;
        create:ulimit) kind='=core= cpu= data= fsize= locks= memlock= msgqueue= nice= nofile= nproc= rss= rtprio= rttime= sigpending= stack=' ;;
        create:isolation) kind='=default' ;;
        create:ipc) kind='=host none private shareable' ;;
        create:cgroupns) kind='=host private' ;;
        create:pid | create:userns | create:uts) kind='=host' ;;
        create:log-driver) kind='=json-file journald local none syslog k8s-file passthrough' ;;
        create:platform) kind='=linux/386 linux/amd64 linux/arm/v7 linux/arm64 linux/ppc64le' ;;
        create:volume-driver) kind='=local' ;;
        create:log-opt) kind='=max-file= max-size=' ;;
        create:pull) kind='=missing always never' ;;
        create:dns-opt | create:dns-option) kind='=ndots: timeout: attempts: rotate use-vc' ;;
        create:restart) kind='=no always unless-stopped on-failure' ;;
        create:security-opt) kind='=no-new-privileges seccomp= apparmor= label=disable' ;;
        create:runtime) kind='=runc crun runsc nvidia' ;;
        create:storage-opt) kind='=size=' ;;
        create:a | create:attach) kind='=stdin stdout stderr' ;;
        create:mount) kind='=type=bind,source= type=volume,source= type=tmpfs,target= type=image,source=' ;;
        create:v | create:volume) kind=binds ;;
        create:link | create:volumes-from) kind=containers ;;
        create:e | create:env) kind=environment ;;
        create:blkio-weight-device | create:cidfile | create:device | create:device-read-bps | create:device-read-iops | create:device-write-bps | create:device-write-iops | create:env-file | create:label-file) kind=files ;;
        create:net | create:network) kind=networks ;;
        create:add-host | create:annotation | create:blkio-weight | create:c | create:cgroup-parent | create:cpu-period | create:cpu-quota | create:cpu-rt-period | create:cpu-rt-runtime | create:cpu-shares | create:cpus | create:cpuset-cpus | create:cpuset-mems | create:device-cgroup-rule | create:dns | create:dns-search | create:domainname | create:entrypoint | create:expose | create:group-add | create:h | create:health-cmd | create:health-interval | create:health-retries | create:health-start-interval | create:health-start-period | create:health-timeout | create:hostname | create:ip | create:ip6 | create:kernel-memory | create:l | create:label | create:link-local-ip | create:lxc-conf | create:m | create:mac-address | create:memory | create:memory-reservation | create:memory-swap | create:memory-swappiness | create:name | create:network-alias | create:oom-score-adj | create:p | create:pids-limit | create:publish | create:shm-size | create:stop-timeout | create:sysctl | create:tmpfs | create:u | create:user | create:w | create:workdir) kind=nothing ;;
        create:P | create:disable-content-trust | create:help | create:i | create:init | create:interactive | create:n | create:networking | create:no-healthcheck | create:oom-kill-disable | create:privileged | create:publish-all | create:q | create:quiet | create:read-only | create:rm | create:t | create:tty | create:use-api-socket) ;;
        diff:h | diff:help) ;;
        doctor:format) kind='=json api {{.Check}} {{.State}} {{.Finding}} {{.Advice}}' ;;
        doctor:h | doctor:help) ;;
        events:f | events:filter) kind='=container= event= image= label= type=' ;;
        events:format) kind='=json api {{.Status}} {{.ID}} {{.From}} {{.Type}} {{.Action}} {{.Actor}} {{.Scope}} {{.Time}} {{.TimeNano}} {{.Host}}' ;;
        events:since | events:until) kind=nothing ;;
        events:h | events:help) ;;
        exec:filter) kind='=id= label= name= exited= ancestor= label!= name!= network!= status=created status=running status=paused status=exited status!=running' ;;
        exec:e | exec:env) kind=environment ;;
        exec:env-file) kind=files ;;
        exec:detach-keys) kind=keys ;;
        exec:parallel | exec:u | exec:user | exec:w | exec:workdir) kind=nothing ;;
        exec:all-hosts | exec:d | exec:detach | exec:h | exec:help | exec:i | exec:interactive | exec:privileged | exec:t | exec:tty) ;;
        export:o | export:output) kind=files ;;
        export:h | export:help) ;;
        help:h | help:help) ;;
        history:format) kind='=json api {{.ID}} {{.CreatedSince}} {{.CreatedAt}} {{.CreatedBy}} {{.Size}} {{.Comment}} {{.Host}}' ;;
        history:platform) kind='=linux/386 linux/amd64 linux/arm/v7 linux/arm64 linux/ppc64le' ;;
        history:H | history:h | history:help | history:human | history:no-trunc | history:notrunc | history:q | history:quiet) ;;
        hosts:format) kind='=json api {{.Name}} {{.Groups}} {{.Address}} {{.Engine}} {{.ApiVersion}} {{.Error}}' ;;
        hosts:h | hosts:help | hosts:q | hosts:quiet) ;;
        image:h | image:help) ;;
        image-cp:from | image-cp:to) kind=hosts ;;
        image-cp:h | image-cp:help | image-cp:q | image-cp:quiet) ;;
        image-prune:filter) kind='=until= label= label!= dangling=' ;;
        image-prune:a | image-prune:all | image-prune:all-hosts | image-prune:dry-run | image-prune:f | image-prune:force | image-prune:h | image-prune:help) ;;
        images:f | images:filter) kind='=dangling=true dangling=false label= before= since= reference=' ;;
        images:format) kind='=json api {{.ID}} {{.Repository}} {{.Tag}} {{.Digest}} {{.CreatedSince}} {{.CreatedAt}} {{.Size}} {{.VirtualSize}} {{.SharedSize}} {{.UniqueSize}} {{.Containers}} {{.Host}}' ;;
        images:a | images:all | images:digests | images:h | images:help | images:no-trunc | images:notrunc | images:q | images:quiet | images:tree | images:viz) ;;
        import:platform) kind='=linux/386 linux/amd64 linux/arm/v7 linux/arm64 linux/ppc64le' ;;
        import:c | import:change | import:m | import:message) kind=nothing ;;
        import:h | import:help) ;;
        info:f | info:format) kind='=json api {{.Containers}} {{.Images}} {{.Driver}} {{.ServerVersion}} {{.NCPU}} {{.MemTotal}}' ;;
        info:h | info:help) ;;
        insert:h | insert:help) ;;
        inspect:type) kind='=container image network volume' ;;
        inspect:filter) kind='=id= label= name= exited= ancestor= label!= name!= network!= status=created status=running status=paused status=exited status!=running' ;;
        inspect:f | inspect:format) kind='=json api {{.Id}} {{.Created}} {{.Config.Image}} {{.Config.Env}} {{.State.Running}} {{.State.ExitCode}} {{.State.Pid}} {{.NetworkSettings.IPAddress}} {{.NetworkSettings.Ports}}' ;;
        inspect:as-run | inspect:h | inspect:help | inspect:s | inspect:size) ;;
        kill:s | kill:signal) kind='=HUP INT QUIT ABRT KILL USR1 USR2 PIPE ALRM TERM CONT STOP TSTP WINCH' ;;
        kill:filter) kind='=id= label= name= exited= ancestor= label!= name!= network!= status=created status=running status=paused status=exited status!=running' ;;
        kill:parallel) kind=nothing ;;
        kill:all-hosts | kill:h | kill:help) ;;
        load:i | load:input) kind=files ;;
        load:parallel) kind=nothing ;;
        load:all-hosts | load:h | load:help | load:q | load:quiet) ;;
        login:e | login:email | login:p | login:password | login:u | login:username) kind=nothing ;;
        login:h | login:help | login:password-stdin) ;;
        logout:h | logout:help) ;;
        logs:n | logs:tail) kind='=all' ;;
        logs:filter) kind='=id= label= name= exited= ancestor= label!= name!= network!= status=created status=running status=paused status=exited status!=running' ;;
        logs:since | logs:until) kind=nothing ;;
        logs:F | logs:details | logs:f | logs:follow | logs:follow-name | logs:h | logs:help | logs:t | logs:timestamps) ;;
        network:h | network:help) ;;
        network-connect:link) kind=containers ;;
        network-connect:alias | network-connect:driver-opt | network-connect:ip | network-connect:ip6 | network-connect:link-local-ip) kind=nothing ;;
        network-connect:h | network-connect:help) ;;
        network-create:d | network-create:driver) kind='=bridge host ipvlan macvlan none overlay' ;;
        network-create:scope) kind='=local global swarm' ;;
        network-create:config-from) kind=networks ;;
        network-create:aux-address | network-create:gateway | network-create:ip-range | network-create:ipam-driver | network-create:ipam-opt | network-create:label | network-create:o | network-create:opt | network-create:subnet) kind=nothing ;;
        network-create:attachable | network-create:config-only | network-create:h | network-create:help | network-create:ingress | network-create:internal | network-create:ipv6) ;;
        network-disconnect:f | network-disconnect:force | network-disconnect:h | network-disconnect:help) ;;
        network-ls:f | network-ls:filter) kind='=dangling=true dangling=false driver= id= label= name= scope=local scope=swarm type=builtin type=custom' ;;
        network-ls:format) kind='=json api {{.ID}} {{.Name}} {{.Driver}} {{.Scope}} {{.IPv4}} {{.IPv6}} {{.Internal}} {{.Labels}} {{.CreatedAt}} {{.Host}}' ;;
        network-ls:h | network-ls:help | network-ls:no-trunc | network-ls:notrunc | network-ls:q | network-ls:quiet) ;;
        network-prune:filter) kind='=until= label= label!=' ;;
        network-prune:all-hosts | network-prune:dry-run | network-prune:f | network-prune:force | network-prune:h | network-prune:help) ;;
        network-rm:f | network-rm:force | network-rm:h | network-rm:help) ;;
        pause:filter) kind='=id= label= name= exited= ancestor= label!= name!= network!= status=created status=running status=paused status=exited status!=running' ;;
        pause:parallel) kind=nothing ;;
        pause:all-hosts | pause:h | pause:help) ;;
        plugin:h | plugin:help | plugin:install | plugin:uninstall) ;;
        port:h | port:help) ;;
        ps:columns | ps:sort) kind='=id image command created status state ports size name labels mounts networks platform ip health restarts' ;;
        ps:f | ps:filter) kind='=id= label= name= exited= ancestor= label!= name!= network!= status=created status=running status=paused status=exited status!=running' ;;
        ps:format) kind='=json api {{.ID}} {{.Image}} {{.Command}} {{.CreatedAt}} {{.RunningFor}} {{.Status}} {{.State}} {{.Ports}} {{.Size}} {{.Names}} {{.Labels}} {{.Mounts}} {{.LocalVolumes}} {{.Networks}} {{.Platform}} {{.Host}}' ;;
        ps:watch) kind='?nothing' ;;
        ps:before | ps:beforeId | ps:since | ps:sinceId) kind=containers ;;
        ps:last | ps:n) kind=nothing ;;
        ps:a | ps:all | ps:h | ps:help | ps:l | ps:latest | ps:no-trunc | ps:notrunc | ps:q | ps:quiet | ps:s | ps:size) ;;
        pull:platform) kind='=linux/386 linux/amd64 linux/arm/v7 linux/arm64 linux/ppc64le' ;;
        pull:parallel | pull:t | pull:tag) kind=nothing ;;
        pull:a | pull:all-hosts | pull:all-tags | pull:disable-content-trust | pull:h | pull:help | pull:q | pull:quiet) ;;
        push:platform) kind='=linux/386 linux/amd64 linux/arm/v7 linux/arm64 linux/ppc64le' ;;
        push:a | push:all-tags | push:disable-content-trust | push:h | push:help | push:q | push:quiet) ;;
        recreate:cap-add | recreate:cap-drop) kind='=ALL AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_ADMIN NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_ADMIN SYS_CHROOT SYS_MODULE SYS_NICE SYS_PTRACE SYS_RESOURCE SYS_TIME SYSLOG' ;;
        recreate:stop-signal) kind='=HUP INT QUIT ABRT KILL USR1 USR2 PIPE ALRM TERM CONT STOP TSTP WINCH' ;;
        recreate:gpus) kind='=all device= driver= capabilities=' ;;
        recreate:ulimit) kind='=core= cpu= data= fsize= locks= memlock= msgqueue= nice= nofile= nproc= rss= rtprio= rttime= sigpending= stack=' ;;
        recreate:isolation) kind='=default' ;;
        recreate:ipc) kind='=host none private shareable' ;;
        recreate:cgroupns) kind='=host private' ;;
        recreate:pid | recreate:userns | recreate:uts) kind='=host' ;;
        recreate:log-driver) kind='=json-file journald local none syslog k8s-file passthrough' ;;
        recreate:platform) kind='=linux/386 linux/amd64 linux/arm/v7 linux/arm64 linux/ppc64le' ;;
        recreate:volume-driver) kind='=local' ;;
        recreate:log-opt) kind='=max-file= max-size=' ;;
        recreate:dns-opt | recreate:dns-option) kind='=ndots: timeout: attempts: rotate use-vc' ;;
        recreate:restart) kind='=no always unless-stopped on-failure' ;;
        recreate:security-opt) kind='=no-new-privileges seccomp= apparmor= label=disable' ;;
        recreate:runtime) kind='=runc crun runsc nvidia' ;;
        recreate:storage-opt) kind='=size=' ;;
        recreate:mount) kind='=type=bind,source= type=volume,source= type=tmpfs,target= type=image,source=' ;;
        recreate:pull) kind='?=missing always never' ;;
        recreate:wait) kind='?=running healthy port: log:' ;;
        recreate:v | recreate:volume) kind=binds ;;
        recreate:link | recreate:volumes-from) kind=containers ;;
        recreate:e | recreate:env) kind=environment ;;
        recreate:blkio-weight-device | recreate:cidfile | recreate:device | recreate:device-read-bps | recreate:device-read-iops | recreate:device-write-bps | recreate:device-write-iops | recreate:env-file | recreate:label-file) kind=files ;;
        recreate:image) kind=images ;;
        recreate:net | recreate:network) kind=networks ;;
        recreate:add-host | recreate:annotation | recreate:blkio-weight | recreate:c | recreate:cgroup-parent | recreate:cpu-period | recreate:cpu-quota | recreate:cpu-rt-period | recreate:cpu-rt-runtime | recreate:cpu-shares | recreate:cpus | recreate:cpuset-cpus | recreate:cpuset-mems | recreate:device-cgroup-rule | recreate:dns | recreate:dns-search | recreate:domainname | recreate:entrypoint | recreate:expose | recreate:group-add | recreate:h | recreate:health-cmd | recreate:health-interval | recreate:health-retries | recreate:health-start-interval | recreate:health-start-period | recreate:health-timeout | recreate:hostname | recreate:ip | recreate:ip6 | recreate:kernel-memory | recreate:l | recreate:label | recreate:link-local-ip | recreate:lxc-conf | recreate:m | recreate:mac-address | recreate:memory | recreate:memory-reservation | recreate:memory-swap | recreate:memory-swappiness | recreate:network-alias | recreate:oom-score-adj | recreate:p | recreate:pids-limit | recreate:publish | recreate:shm-size | recreate:stop-timeout | recreate:sysctl | recreate:tmpfs | recreate:u | recreate:user | recreate:w | recreate:wait-timeout | recreate:workdir) kind=nothing ;;
        recreate:P | recreate:disable-content-trust | recreate:help | recreate:i | recreate:init | recreate:interactive | recreate:n | recreate:networking | recreate:no-healthcheck | recreate:oom-kill-disable | recreate:privileged | recreate:publish-all | recreate:q | recreate:quiet | recreate:read-only | recreate:rm | recreate:t | recreate:tty | recreate:use-api-socket) ;;
        rename:h | rename:help) ;;
        restart:s | restart:signal) kind='=HUP INT QUIT ABRT KILL USR1 USR2 PIPE ALRM TERM CONT STOP TSTP WINCH' ;;
        restart:filter) kind='=id= label= name= exited= ancestor= label!= name!= network!= status=created status=running status=paused status=exited status!=running' ;;
        restart:wait) kind='?=running healthy port: log:' ;;
        restart:parallel | restart:t | restart:time | restart:timeout | restart:wait-timeout) kind=nothing ;;
        restart:all-hosts | restart:h | restart:help) ;;
        rm:filter) kind='=id= label= name= exited= ancestor= label!= name!= network!= status=created status=running status=paused status=exited status!=running' ;;
        rm:parallel) kind=nothing ;;
        rm:all-hosts | rm:f | rm:force | rm:h | rm:help | rm:l | rm:link | rm:v | rm:volumes | rm:y | rm:yes) ;;
        rmi:platform) kind='=linux/386 linux/amd64 linux/arm/v7 linux/arm64 linux/ppc64le' ;;
        rmi:f | rmi:force | rmi:h | rmi:help | rmi:no-prune) ;;
        run:cap-add | run:cap-drop) kind='=ALL AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_ADMIN NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_ADMIN SYS_CHROOT SYS_MODULE SYS_NICE SYS_PTRACE SYS_RESOURCE SYS_TIME SYSLOG' ;;
        run:stop-signal) kind='=HUP INT QUIT ABRT KILL USR1 USR2 PIPE ALRM TERM CONT STOP TSTP WINCH' ;;
        run:gpus) kind='=all device= driver= capabilities=' ;;
        run:ulimit) kind='=core= cpu= data= fsize= locks= memlock= msgqueue= nice= nofile= nproc= rss= rtprio= rttime= sigpending= stack=' ;;
        run:isolation) kind='=default' ;;
        run:ipc) kind='=host none private shareable' ;;
        run:cgroupns) kind='=host private' ;;
        run:pid | run:userns | run:uts) kind='=host' ;;
        run:log-driver) kind='=json-file journald local none syslog k8s-file passthrough' ;;
        run:platform) kind='=linux/386 linux/amd64 linux/arm/v7 linux/arm64 linux/ppc64le' ;;
        run:volume-driver) kind='=local' ;;
        run:log-opt) kind='=max-file= max-size=' ;;
        run:pull) kind='=missing always never' ;;
        run:dns-opt | run:dns-option) kind='=ndots: timeout: attempts: rotate use-vc' ;;
        run:restart) kind='=no always unless-stopped on-failure' ;;
        run:security-opt) kind='=no-new-privileges seccomp= apparmor= label=disable' ;;
        run:runtime) kind='=runc crun runsc nvidia' ;;
        run:storage-opt) kind='=size=' ;;
        run:a | run:attach) kind='=stdin stdout stderr' ;;
        run:mount) kind='=type=bind,source= type=volume,source= type=tmpfs,target= type=image,source=' ;;
        run:wait) kind='?=running healthy port: log:' ;;
        run:v | run:volume) kind=binds ;;
        run:link | run:volumes-from) kind=containers ;;
        run:e | run:env) kind=environment ;;
        run:blkio-weight-device | run:cidfile | run:device | run:device-read-bps | run:device-read-iops | run:device-write-bps | run:device-write-iops | run:env-file | run:label-file) kind=files ;;
        run:detach-keys) kind=keys ;;
        run:net | run:network) kind=networks ;;
        run:add-host | run:annotation | run:blkio-weight | run:c | run:cgroup-parent | run:cpu-period | run:cpu-quota | run:cpu-rt-period | run:cpu-rt-runtime | run:cpu-shares | run:cpus | run:cpuset-cpus | run:cpuset-mems | run:device-cgroup-rule | run:dns | run:dns-search | run:domainname | run:entrypoint | run:expose | run:group-add | run:h | run:health-cmd | run:health-interval | run:health-retries | run:health-start-interval | run:health-start-period | run:health-timeout | run:hostname | run:ip | run:ip6 | run:kernel-memory | run:l | run:label | run:link-local-ip | run:lxc-conf | run:m | run:mac-address | run:memory | run:memory-reservation | run:memory-swap | run:memory-swappiness | run:name | run:network-alias | run:oom-score-adj | run:p | run:parallel | run:pids-limit | run:publish | run:shm-size | run:stop-timeout | run:sysctl | run:tmpfs | run:u | run:user | run:w | run:wait-timeout | run:workdir) kind=nothing ;;
        run:P | run:all-hosts | run:d | run:detach | run:disable-content-trust | run:help | run:i | run:init | run:interactive | run:n | run:networking | run:no-healthcheck | run:oom-kill-disable | run:privileged | run:publish-all | run:q | run:quiet | run:read-only | run:rm | run:sig-proxy | run:t | run:tty | run:use-api-socket) ;;
        save:o | save:output) kind=files ;;
        save:h | save:help) ;;
        search:f | search:filter) kind='=is-official=true is-official=false is-automated=true stars=' ;;
        search:format) kind='=json api {{.Name}} {{.Description}} {{.StarCount}} {{.IsOfficial}} {{.Host}}' ;;
        search:limit) kind=nothing ;;
        search:h | search:help | search:no-trunc | search:notrunc) ;;
        start:filter) kind='=id= label= name= exited= ancestor= label!= name!= network!= status=created status=running status=paused status=exited status!=running' ;;
        start:wait) kind='?=running healthy port: log:' ;;
        start:detach-keys) kind=keys ;;
        start:parallel | start:wait-timeout) kind=nothing ;;
        start:a | start:all-hosts | start:attach | start:h | start:help | start:i | start:interactive | start:sig-proxy) ;;
        stats:sort) kind='=cpu mem name' ;;
        stats:format) kind='=json api {{.ID}} {{.Container}} {{.Name}} {{.CPUPerc}} {{.MemUsage}} {{.MemPerc}} {{.NetIO}} {{.BlockIO}} {{.PIDs}} {{.Host}}' ;;
        stats:a | stats:all | stats:h | stats:help | stats:no-stream | stats:no-trunc | stats:notrunc) ;;
        stop:s | stop:signal) kind='=HUP INT QUIT ABRT KILL USR1 USR2 PIPE ALRM TERM CONT STOP TSTP WINCH' ;;
        stop:filter) kind='=id= label= name= exited= ancestor= label!= name!= network!= status=created status=running status=paused status=exited status!=running' ;;
        stop:parallel | stop:t | stop:time | stop:timeout) kind=nothing ;;
        stop:all-hosts | stop:h | stop:help) ;;
        system:h | system:help) ;;
        system-df:format) kind='=json api {{.Type}} {{.TotalCount}} {{.Active}} {{.Size}} {{.Reclaimable}} {{.Images}} {{.Containers}} {{.Volumes}} {{.BuildCache}} {{.Host}}' ;;
        system-df:h | system-df:help | system-df:v | system-df:verbose) ;;
        system-prune:filter) kind='=until= label= label!=' ;;
        system-prune:a | system-prune:all | system-prune:all-hosts | system-prune:dry-run | system-prune:f | system-prune:force | system-prune:h | system-prune:help | system-prune:volumes) ;;
        tag:f | tag:force | tag:h | tag:help) ;;
        top:h | top:help) ;;
        unpause:filter) kind='=id= label= name= exited= ancestor= label!= name!= network!= status=created status=running status=paused status=exited status!=running' ;;
        unpause:parallel) kind=nothing ;;
        unpause:all-hosts | unpause:h | unpause:help) ;;
        update:restart) kind='=no always unless-stopped on-failure' ;;
        update:blkio-weight | update:c | update:cpu-period | update:cpu-quota | update:cpu-rt-period | update:cpu-rt-runtime | update:cpu-shares | update:cpus | update:cpuset-cpus | update:cpuset-mems | update:m | update:memory | update:memory-reservation | update:memory-swap | update:parallel | update:pids-limit) kind=nothing ;;
        update:all-hosts | update:h | update:help) ;;
        version:f | version:format) kind='=json api {{.Client.Version}} {{.Client.ApiVersion}} {{.Server.Version}}' ;;
        version:h | version:help) ;;
        volume:h | volume:help) ;;
        volume-cp:from | volume-cp:to) kind=hosts ;;
        volume-cp:image) kind=images ;;
        volume-cp:f | volume-cp:force | volume-cp:h | volume-cp:help | volume-cp:q | volume-cp:quiet) ;;
        volume-create:d | volume-create:driver) kind='=local' ;;
        volume-create:o | volume-create:opt) kind='=type= device= o=' ;;
        volume-create:label) kind=nothing ;;
        volume-create:h | volume-create:help) ;;
        volume-export:o | volume-export:output) kind=files ;;
        volume-export:image) kind=images ;;
        volume-export:h | volume-export:help) ;;
        volume-import:i | volume-import:input) kind=files ;;
        volume-import:image) kind=images ;;
        volume-import:h | volume-import:help) ;;
        volume-ls:f | volume-ls:filter) kind='=dangling=true dangling=false driver= label= name=' ;;
        volume-ls:format) kind='=json api {{.Availability}} {{.Driver}} {{.Group}} {{.Name}} {{.Scope}} {{.Mountpoint}} {{.Labels}} {{.Links}} {{.Size}} {{.Status}} {{.Host}}' ;;
        volume-ls:h | volume-ls:help | volume-ls:q | volume-ls:quiet) ;;
        volume-prune:filter) kind='=label= label!= all=' ;;
        volume-prune:a | volume-prune:all | volume-prune:all-hosts | volume-prune:dry-run | volume-prune:f | volume-prune:force | volume-prune:h | volume-prune:help) ;;
        volume-rm:f | volume-rm:force | volume-rm:h | volume-rm:help) ;;
        wait:filter) kind='=id= label= name= exited= ancestor= label!= name!= network!= status=created status=running status=paused status=exited status!=running' ;;
        wait:condition) kind='=not-running next-exit removed healthy' ;;
        wait:timeout) kind=nothing ;;
        wait:h | wait:help) ;;
        *) return 1 ;;
    esac
}

_docker15_options() {
    case $1 in
        '') kind='=-H --host -c --context --api-version --config --tls --tlsverify --tlscacert --tlscert --tlskey --timeout --proxy -D --debug -v --version -h --help' ;;
        attach) kind='=-nostdin --no-stdin --detach-keys -sig-proxy --sig-proxy -h --help' ;;
        build) kind='=-t --tag -q --quiet -no-cache --no-cache -rm --rm -f --file --iidfile --compress --disable-content-trust --build-arg --target --label --pull --network --add-host --cache-from --force-rm --shm-size --platform -m --memory --memory-swap -c --cpu-shares --cpu-period --cpu-quota --cpuset-cpus --cpuset-mems --ulimit --security-opt --cgroup-parent --isolation --squash -h --help' ;;
        commit) kind='=-m --message -author -a --author -run --run -c --change -p --pause -h --help' ;;
        completion) kind='=--alias --install --uninstall -h --help' ;;
        container) kind='=--help -h' ;;
        container-prune) kind='=--filter -f --force --dry-run --all-hosts -h --help' ;;
        context) kind='=--help -h' ;;
        context-create) kind='=--description --docker --from -h --help' ;;
        context-export) kind='=-h --help' ;;
        context-import) kind='=-h --help' ;;
        context-inspect) kind='=-f --format -h --help' ;;
        context-ls) kind='=-q --quiet --format -h --help' ;;
        context-rm) kind='=-f --force -h --help' ;;
        context-show) kind='=-h --help' ;;
        context-update) kind='=--description --docker -h --help' ;;
        context-use) kind='=-h --help' ;;
        cp) kind='=-a --archive -L --follow-link -q --quiet -h --help' ;;
        create) kind='=-a --attach -i --interactive -t --tty -e --env --env-file -v --volume -volumes-from --volumes-from -p --publish -w --workdir -u --user -h --hostname --domainname -entrypoint --entrypoint -m --memory --memory-swap -c --cpu-shares -dns --dns -n --networking -lxc-conf --lxc-conf -privileged --privileged -cidfile --cidfile -rm --rm --name --platform --pull -q --quiet --disable-content-trust --use-api-socket --init --stop-signal --stop-timeout --mount --tmpfs --read-only --device --device-cgroup-rule --gpus --volume-driver --net --network --network-alias --ip --ip6 --link-local-ip --mac-address -P --publish-all --expose --link --add-host --dns-search --dns-opt --dns-option --memory-reservation --memory-swappiness --kernel-memory --oom-kill-disable --oom-score-adj --cpus --cpu-period --cpu-quota --cpu-rt-period --cpu-rt-runtime --cpuset-cpus --cpuset-mems --blkio-weight --blkio-weight-device --device-read-bps --device-write-bps --device-read-iops --device-write-iops --pids-limit --shm-size --ulimit --storage-opt --cgroup-parent --cap-add --cap-drop --security-opt --group-add --ipc --uts --cgroupns --isolation --runtime --pid --userns --sysctl --health-cmd --health-interval --health-timeout --health-retries --health-start-period --health-start-interval --no-healthcheck --restart --label-file -l --label --annotation --log-driver --log-opt --help' ;;
        diff) kind='=-h --help' ;;
        doctor) kind='=--format -h --help' ;;
        events) kind='=-since --since --until -f --filter --format -h --help' ;;
        exec) kind='=-d --detach -i --interactive -t --tty -e --env --env-file -u --user -w --workdir -privileged --privileged --detach-keys --filter --all-hosts --parallel -h --help' ;;
        export) kind='=-o --output -h --help' ;;
        help) kind='=-h --help' ;;
        history) kind='=-q --quiet -notrunc --no-trunc -H --human --platform --format -h --help' ;;
        hosts) kind='=-q --quiet --format -h --help' ;;
        image) kind='=--help -h' ;;
        image-cp) kind='=--from --to -q --quiet -h --help' ;;
        image-prune) kind='=-a --all --filter -f --force --dry-run --all-hosts -h --help' ;;
        images) kind='=-a --all -q --quiet -notrunc --no-trunc --digests -viz --viz --tree -f --filter --format -h --help' ;;
        import) kind='=-m --message -c --change --platform -h --help' ;;
        info) kind='=-f --format -h --help' ;;
        insert) kind='=-h --help' ;;
        inspect) kind='=-f --format --type --as-run -s --size --filter -h --help' ;;
        kill) kind='=-s --signal --filter --all-hosts --parallel -h --help' ;;
        load) kind='=-i --input -q --quiet --all-hosts --parallel -h --help' ;;
        login) kind='=-u --username -p --password -e --email --password-stdin -h --help' ;;
        logout) kind='=-h --help' ;;
        logs) kind='=-f --follow -F --follow-name -t --timestamps --details -n --tail --since --until --filter -h --help' ;;
        network) kind='=--help -h' ;;
        network-connect) kind='=--alias --ip --ip6 --link --link-local-ip --driver-opt -h --help' ;;
        network-create) kind='=-d --driver --ipam-driver --attachable --aux-address --config-from --config-only --gateway --ingress --internal --ip-range --ipam-opt --ipv6 --label -o --opt --scope --subnet -h --help' ;;
        network-disconnect) kind='=-f --force -h --help' ;;
        network-ls) kind='=-q --quiet -notrunc --no-trunc -f --filter --format -h --help' ;;
        network-prune) kind='=--filter -f --force --dry-run --all-hosts -h --help' ;;
        network-rm) kind='=-f --force -h --help' ;;
        pause) kind='=--filter --all-hosts --parallel -h --help' ;;
        plugin) kind='=--install --uninstall -h --help' ;;
        port) kind='=-h --help' ;;
        ps) kind='=-a --all -q --quiet -l --latest -n --last -s --size -notrunc --no-trunc -sinceId --since -beforeId --before -f --filter --columns --sort --watch --format -h --help' ;;
        pull) kind='=-t --tag -q --quiet -a --all-tags --disable-content-trust --platform --all-hosts --parallel -h --help' ;;
        push) kind='=-q --quiet -a --all-tags --disable-content-trust --platform -h --help' ;;
        recreate) kind='=--image --pull --wait --wait-timeout -i --interactive -t --tty -e --env --env-file -v --volume -volumes-from --volumes-from -p --publish -w --workdir -u --user -h --hostname --domainname -entrypoint --entrypoint -m --memory --memory-swap -c --cpu-shares -dns --dns -n --networking -lxc-conf --lxc-conf -privileged --privileged -cidfile --cidfile -rm --rm --platform -q --quiet --disable-content-trust --use-api-socket --init --stop-signal --stop-timeout --mount --tmpfs --read-only --device --device-cgroup-rule --gpus --volume-driver --net --network --network-alias --ip --ip6 --link-local-ip --mac-address -P --publish-all --expose --link --add-host --dns-search --dns-opt --dns-option --memory-reservation --memory-swappiness --kernel-memory --oom-kill-disable --oom-score-adj --cpus --cpu-period --cpu-quota --cpu-rt-period --cpu-rt-runtime --cpuset-cpus --cpuset-mems --blkio-weight --blkio-weight-device --device-read-bps --device-write-bps --device-read-iops --device-write-iops --pids-limit --shm-size --ulimit --storage-opt --cgroup-parent --cap-add --cap-drop --security-opt --group-add --ipc --uts --cgroupns --isolation --runtime --pid --userns --sysctl --health-cmd --health-interval --health-timeout --health-retries --health-start-period --health-start-interval --no-healthcheck --restart --label-file -l --label --annotation --log-driver --log-opt --help' ;;
        rename) kind='=-h --help' ;;
        restart) kind='=-t --time --timeout -s --signal --wait --wait-timeout --filter --all-hosts --parallel -h --help' ;;
        rm) kind='=-v --volumes -f --force -l --link --filter -y --yes --all-hosts --parallel -h --help' ;;
        rmi) kind='=-f --force --no-prune --platform -h --help' ;;
        run) kind='=-d --detach --wait --wait-timeout --detach-keys -sig-proxy --sig-proxy -a --attach -i --interactive -t --tty -e --env --env-file -v --volume -volumes-from --volumes-from -p --publish -w --workdir -u --user -h --hostname --domainname -entrypoint --entrypoint -m --memory --memory-swap -c --cpu-shares -dns --dns -n --networking -lxc-conf --lxc-conf -privileged --privileged -cidfile --cidfile -rm --rm --name --platform --pull -q --quiet --disable-content-trust --use-api-socket --init --stop-signal --stop-timeout --mount --tmpfs --read-only --device --device-cgroup-rule --gpus --volume-driver --net --network --network-alias --ip --ip6 --link-local-ip --mac-address -P --publish-all --expose --link --add-host --dns-search --dns-opt --dns-option --memory-reservation --memory-swappiness --kernel-memory --oom-kill-disable --oom-score-adj --cpus --cpu-period --cpu-quota --cpu-rt-period --cpu-rt-runtime --cpuset-cpus --cpuset-mems --blkio-weight --blkio-weight-device --device-read-bps --device-write-bps --device-read-iops --device-write-iops --pids-limit --shm-size --ulimit --storage-opt --cgroup-parent --cap-add --cap-drop --security-opt --group-add --ipc --uts --cgroupns --isolation --runtime --pid --userns --sysctl --health-cmd --health-interval --health-timeout --health-retries --health-start-period --health-start-interval --no-healthcheck --restart --label-file -l --label --annotation --log-driver --log-opt --all-hosts --parallel --help' ;;
        save) kind='=-o --output -h --help' ;;
        search) kind='=-notrunc --no-trunc --limit -f --filter --format -h --help' ;;
        start) kind='=-a --attach -i --interactive --detach-keys -sig-proxy --sig-proxy --wait --wait-timeout --filter --all-hosts --parallel -h --help' ;;
        stats) kind='=-a --all --sort --no-stream -notrunc --no-trunc --format -h --help' ;;
        stop) kind='=-t --time --timeout -s --signal --filter --all-hosts --parallel -h --help' ;;
        system) kind='=--help -h' ;;
        system-df) kind='=-v --verbose --format -h --help' ;;
        system-prune) kind='=-a --all --filter -f --force --dry-run --volumes --all-hosts -h --help' ;;
        tag) kind='=-f --force -h --help' ;;
        top) kind='=-h --help' ;;
        unpause) kind='=--filter --all-hosts --parallel -h --help' ;;
        update) kind='=--blkio-weight --cpu-period --cpu-quota --cpu-rt-period --cpu-rt-runtime -c --cpu-shares --cpus --cpuset-cpus --cpuset-mems -m --memory --memory-reservation --memory-swap --pids-limit --restart --all-hosts --parallel -h --help' ;;
        version) kind='=-f --format -h --help' ;;
        volume) kind='=--help -h' ;;
        volume-cp) kind='=--from --to --image -f --force -q --quiet -h --help' ;;
        volume-create) kind='=-d --driver --label -o --opt -h --help' ;;
        volume-export) kind='=-o --output --image -h --help' ;;
        volume-import) kind='=-i --input --image -h --help' ;;
        volume-ls) kind='=-q --quiet -f --filter --format -h --help' ;;
        volume-prune) kind='=-a --all --filter -f --force --dry-run --all-hosts -h --help' ;;
        volume-rm) kind='=-f --force -h --help' ;;
        wait) kind='=--condition --timeout --filter -h --help' ;;
    esac
}

_docker15_argument() {
    case $1:$2 in
        attach:0) kind=running ;;
        build:0) kind=directories ;;
        commit:0) kind=containers ;;
        commit:1) kind=repositories ;;
        completion:0) kind='=bash zsh fish' ;;
        container:0) kind='=attach commit cp create diff exec export inspect kill list logs ls pause port prune ps recreate rename restart rm run start stats stop top unpause update wait' ;;
        context:0) kind='=create export import inspect list ls remove rm show update use' ;;
        context-export:0) kind=contexts ;;
        context-export:1) kind=files ;;
        context-import:1) kind=files ;;
        context-inspect:*) kind=contexts ;;
        context-rm:*) kind=contexts ;;
        context-update:0) kind=contexts ;;
        context-use:0) kind=contexts ;;
        cp:0) kind=container-path ;;
        cp:*) kind=container-path ;;
        create:0) kind=images ;;
        diff:0) kind=containers ;;
        exec:0) kind=running ;;
        export:0) kind=containers ;;
        help:*) kind=commands ;;
        history:0) kind=images ;;
        image:0) kind='=build cp history import inspect list load ls prune pull push remove rm save tag' ;;
        image-cp:*) kind=images ;;
        images:0) kind=repositories ;;
        import:0) kind=files ;;
        import:1) kind=repositories ;;
        insert:0) kind=images ;;
        inspect:*) kind=objects ;;
        kill:*) kind=running ;;
        login:0) kind=servers ;;
        logout:0) kind=servers ;;
        logs:*) kind=containers ;;
        network:0) kind='=connect create disconnect inspect list ls prune remove rm' ;;
        network-connect:0) kind=networks ;;
        network-connect:1) kind=containers ;;
        network-disconnect:0) kind=networks ;;
        network-disconnect:1) kind=containers ;;
        network-rm:*) kind=networks ;;
        pause:*) kind=running ;;
        port:0) kind=running ;;
        port:1) kind=ports ;;
        pull:0) kind=images ;;
        push:0) kind=pushable ;;
        recreate:0) kind=containers ;;
        rename:0) kind=containers ;;
        restart:*) kind=containers ;;
        rm:*) kind=containers ;;
        rmi:*) kind=images ;;
        run:0) kind=images ;;
        save:*) kind=images ;;
        start:*) kind=stopped ;;
        stats:*) kind=running ;;
        stop:*) kind=running ;;
        system:0) kind='=df events info prune' ;;
        tag:0) kind=images ;;
        tag:1) kind=repositories ;;
        top:0) kind=running ;;
        unpause:*) kind=running ;;
        update:*) kind=containers ;;
        volume:0) kind='=cp create export import inspect list ls prune remove rm' ;;
        volume-cp:*) kind=volumes ;;
        volume-export:0) kind=volumes ;;
        volume-import:0) kind=volumes ;;
        volume-rm:*) kind=volumes ;;
        wait:*) kind=containers ;;
    esac
}

complete -F _docker15 docker15
