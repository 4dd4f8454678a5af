# fish completion for docker15. Made from the declarations by `make docs`; don't edit.
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
            contains -- $command create exec run top; and set only_arguments yes
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
                printf '%s\n' "$prefix"{unix://,tcp://,https://,ssh://,podman://}
            end
        case keys
            set -l typed (string match -r '.*,' -- $word)
            printf '%s\n' "$prefix$typed"{'ctrl-a','ctrl-b','ctrl-c','ctrl-d','ctrl-e','ctrl-f','ctrl-g','ctrl-h','ctrl-i','ctrl-j','ctrl-k','ctrl-l','ctrl-m','ctrl-n','ctrl-o','ctrl-p','ctrl-q','ctrl-r','ctrl-s','ctrl-t','ctrl-u','ctrl-v','ctrl-w','ctrl-x','ctrl-y','ctrl-z','ctrl-@','ctrl-[','ctrl-]','ctrl-^','ctrl-_'}
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
    printf '%s\t%s\n' \
        'attach' 'Attach to a running container' \
        'build' 'Build an image from a Dockerfile' \
        'commit' 'Create an image from a container\'s changes' \
        'completion' 'Print the completion script for a shell' \
        'container' 'Manage containers' \
        'context' 'Manage contexts, shared with docker' \
        'cp' 'Copy files out of a container, or into one (API 1.20)' \
        'create' 'Create a container without starting it' \
        'diff' 'Show a container\'s changed (C), added (A), deleted (D) files' \
        'doctor' 'Check the engine, the configuration and the installation' \
        'events' 'Show the engine\'s events as they happen' \
        'exec' 'Run another command in a running container (API 1.15)' \
        'export' 'Export a container\'s files as a tar archive' \
        'help' 'Show the help of docker15 or of a command' \
        'history' 'Show how an image was built' \
        'hosts' 'List the named engines, and whether they answer' \
        'image' 'Manage images' \
        'images' 'List images' \
        'import' 'Create an image from a tar archive of a root filesystem' \
        'info' 'Show information about the engine' \
        'insert' 'Create an image by adding a file from a URL to another image' \
        'inspect' 'Show containers, images, networks or volumes as JSON' \
        'kill' 'Kill running containers' \
        'load' 'Load images from a tar archive (API 1.7)' \
        'login' 'Log in to a registry (the index, unless SERVER is given)' \
        'logout' 'Log out of a registry (the index, unless SERVER is given)' \
        'logs' 'Show the output of a container' \
        'network' 'Manage networks (API 1.21)' \
        'pause' 'Pause all processes of containers (API 1.12)' \
        'plugin' 'Make docker15 a docker plugin: `docker d15`' \
        'port' 'Show a container\'s published ports' \
        'ps' 'List containers' \
        'pull' 'Pull an image or a repository from a registry' \
        'push' 'Push an image or a repository to a registry' \
        'recreate' 'Recreate a container with changes (API 1.17)' \
        'rename' 'Rename a container (API 1.17)' \
        'restart' 'Restart containers' \
        'rm' 'Remove containers' \
        'rmi' 'Remove images' \
        'run' 'Run a command in a new container' \
        'save' 'Save images as a tar archive (API 1.7)' \
        'search' 'Search the index for images' \
        'start' 'Start stopped containers' \
        'stats' 'Show live resource usage of containers (API 1.17)' \
        'stop' 'Stop running containers: SIGTERM, then SIGKILL' \
        'system' 'Manage the engine' \
        'tag' 'Give an image another name' \
        'top' 'Show the processes of a container' \
        'unpause' 'Resume the processes of paused containers (API 1.12)' \
        'update' 'Update the limits of containers (API 1.22)' \
        'version' 'Show the versions of docker15 and of the engine' \
        'volume' 'Manage volumes (API 1.21)' \
        'wait' 'Wait until containers stop, and print their exit codes'
end

# A word of a group, such as `container ls`: which command that is.
function __docker15_group -a group word
    switch $group:$word
        case 'container:attach'
            echo 'attach'
        case 'image:build'
            echo 'build'
        case 'container:commit'
            echo 'commit'
        case 'container:prune'
            echo 'container-prune'
        case 'context:create'
            echo 'context-create'
        case 'context:export'
            echo 'context-export'
        case 'context:import'
            echo 'context-import'
        case 'context:inspect'
            echo 'context-inspect'
        case 'context:list' 'context:ls'
            echo 'context-ls'
        case 'context:remove' 'context:rm'
            echo 'context-rm'
        case 'context:show'
            echo 'context-show'
        case 'context:update'
            echo 'context-update'
        case 'context:use'
            echo 'context-use'
        case 'container:cp'
            echo 'cp'
        case 'container:create'
            echo 'create'
        case 'container:diff'
            echo 'diff'
        case 'system:events'
            echo 'events'
        case 'container:exec'
            echo 'exec'
        case 'container:export'
            echo 'export'
        case 'image:history'
            echo 'history'
        case 'image:cp'
            echo 'image-cp'
        case 'image:prune'
            echo 'image-prune'
        case 'image:list' 'image:ls'
            echo 'images'
        case 'image:import'
            echo 'import'
        case 'system:info'
            echo 'info'
        case 'container:inspect' 'image:inspect' 'network:inspect' 'volume:inspect'
            echo 'inspect'
        case 'container:kill'
            echo 'kill'
        case 'image:load'
            echo 'load'
        case 'container:logs'
            echo 'logs'
        case 'network:connect'
            echo 'network-connect'
        case 'network:create'
            echo 'network-create'
        case 'network:disconnect'
            echo 'network-disconnect'
        case 'network:list' 'network:ls'
            echo 'network-ls'
        case 'network:prune'
            echo 'network-prune'
        case 'network:remove' 'network:rm'
            echo 'network-rm'
        case 'container:pause'
            echo 'pause'
        case 'container:port'
            echo 'port'
        case 'container:list' 'container:ls' 'container:ps'
            echo 'ps'
        case 'image:pull'
            echo 'pull'
        case 'image:push'
            echo 'push'
        case 'container:recreate'
            echo 'recreate'
        case 'container:rename'
            echo 'rename'
        case 'container:restart'
            echo 'restart'
        case 'container:rm'
            echo 'rm'
        case 'image:remove' 'image:rm'
            echo 'rmi'
        case 'container:run'
            echo 'run'
        case 'image:save'
            echo 'save'
        case 'container:start'
            echo 'start'
        case 'container:stats'
            echo 'stats'
        case 'container:stop'
            echo 'stop'
        case 'system:df'
            echo 'system-df'
        case 'system:prune'
            echo 'system-prune'
        case 'image:tag'
            echo 'tag'
        case 'container:top'
            echo 'top'
        case 'container:unpause'
            echo 'unpause'
        case 'container:update'
            echo 'update'
        case 'volume:cp'
            echo 'volume-cp'
        case 'volume:create'
            echo 'volume-create'
        case 'volume:export'
            echo 'volume-export'
        case 'volume:import'
            echo 'volume-import'
        case 'volume:list' 'volume:ls'
            echo 'volume-ls'
        case 'volume:prune'
            echo 'volume-prune'
        case 'volume:remove' 'volume:rm'
            echo 'volume-rm'
        case 'container:wait'
            echo 'wait'
        case '*'
            return 1
    end
end

function __docker15_option -a command name
    switch $command:$name
        case ':api-version'
            echo '=1.5'
        case ':c' ':context'
            echo 'contexts'
        case ':config'
            echo 'directories'
        case ':tlscacert' ':tlscert' ':tlskey'
            echo 'files'
        case ':H' ':host'
            echo 'hosts'
        case ':proxy' ':timeout'
            echo 'nothing'
        case ':D' ':debug' ':h' ':help' ':tls' ':tlsverify' ':v' ':version'
            echo ''
        case 'attach:detach-keys'
            echo 'keys'
        case 'attach:h' 'attach:help' 'attach:no-stdin' 'attach:nostdin' 'attach:sig-proxy'
            echo ''
        case 'build:ulimit'
            echo '=core= cpu= data= fsize= locks= memlock= msgqueue= nice= nofile= nproc= rss= rtprio= rttime= sigpending= stack='
        case 'build:isolation'
            echo '=default'
        case 'build:platform'
            echo '=linux/386 linux/amd64 linux/arm/v7 linux/arm64 linux/ppc64le'
        case 'build:security-opt'
            echo '=no-new-privileges seccomp= apparmor= label=disable'
        case 'build:build-arg'
            echo 'environment'
        case 'build:f' 'build:file' 'build:iidfile'
            echo 'files'
        case 'build:cache-from'
            echo 'images'
        case 'build:network'
            echo 'networks'
        case 'build:add-host' 'build:c' 'build:cgroup-parent' 'build:cpu-period' 'build:cpu-quota' 'build:cpu-shares' 'build:cpuset-cpus' 'build:cpuset-mems' 'build:label' 'build:m' 'build:memory' 'build:memory-swap' 'build:shm-size' 'build:target'
            echo 'nothing'
        case 'build:t' 'build:tag'
            echo 'repositories'
        case 'build:compress' 'build:disable-content-trust' 'build:force-rm' 'build:h' 'build:help' 'build:no-cache' 'build:pull' 'build:q' 'build:quiet' 'build:rm' 'build:squash'
            echo ''
        case 'commit:a' 'commit:author' 'commit:c' 'commit:change' 'commit:m' 'commit:message' 'commit:run'
            echo 'nothing'
        case 'commit:h' 'commit:help' 'commit:p' 'commit:pause'
            echo ''
        case 'completion:alias'
            echo '=docker'
        case 'completion:h' 'completion:help' 'completion:install' 'completion:uninstall'
            echo ''
        case 'container:h' 'container:help'
            echo ''
        case 'container-prune:filter'
            echo '=until= label= label!='
        case 'container-prune:all-hosts' 'container-prune:dry-run' 'container-prune:f' 'container-prune:force' 'container-prune:h' 'container-prune:help'
            echo ''
        case 'context:h' 'context:help'
            echo ''
        case 'context-create:docker'
            echo '=host= ca= cert= key= skip-tls-verify= from='
        case 'context-create:from'
            echo 'contexts'
        case 'context-create:description'
            echo 'nothing'
        case 'context-create:h' 'context-create:help'
            echo ''
        case 'context-export:h' 'context-export:help'
            echo ''
        case 'context-import:h' 'context-import:help'
            echo ''
        case 'context-inspect:f' 'context-inspect:format'
            echo '=json api {{.Name}} {{.Metadata.Description}} {{.Endpoints.docker.Host}} {{.Endpoints.docker.SkipTLSVerify}}'
        case 'context-inspect:h' 'context-inspect:help'
            echo ''
        case 'context-ls:format'
            echo '=json api {{.Name}} {{.Description}} {{.DockerEndpoint}} {{.Current}} {{.Error}}'
        case 'context-ls:h' 'context-ls:help' 'context-ls:q' 'context-ls:quiet'
            echo ''
        case 'context-rm:f' 'context-rm:force' 'context-rm:h' 'context-rm:help'
            echo ''
        case 'context-show:h' 'context-show:help'
            echo ''
        case 'context-update:docker'
            echo '=host= ca= cert= key= skip-tls-verify= from='
        case 'context-update:description'
            echo 'nothing'
        case 'context-update:h' 'context-update:help'
            echo ''
        case 'context-use:h' 'context-use:help'
            echo ''
        case 'cp:L' 'cp:a' 'cp:archive' 'cp:follow-link' 'cp:h' 'cp:help' 'cp:q' 'cp:quiet'
            echo ''
        case 'create:cap-add' 'create:cap-drop'
            echo '=ALL AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_ADMIN NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_ADMIN SYS_CHROOT SYS_MODULE SYS_NICE SYS_PTRACE SYS_RESOURCE SYS_TIME SYSLOG'
        case 'create:stop-signal'
            echo '=HUP INT QUIT ABRT KILL USR1 USR2 PIPE ALRM TERM CONT STOP TSTP WINCH'
        case 'create:gpus'
            echo '=all device= driver= capabilities='
        case 'create:ulimit'
            echo '=core= cpu= data= fsize= locks= memlock= msgqueue= nice= nofile= nproc= rss= rtprio= rttime= sigpending= stack='
        case 'create:isolation'
            echo '=default'
        case 'create:ipc'
            echo '=host none private shareable'
        case 'create:cgroupns'
            echo '=host private'
        case 'create:pid' 'create:userns' 'create:uts'
            echo '=host'
        case 'create:log-driver'
            echo '=json-file journald local none syslog k8s-file passthrough'
        case 'create:platform'
            echo '=linux/386 linux/amd64 linux/arm/v7 linux/arm64 linux/ppc64le'
        case 'create:volume-driver'
            echo '=local'
        case 'create:log-opt'
            echo '=max-file= max-size='
        case 'create:pull'
            echo '=missing always never'
        case 'create:dns-opt' 'create:dns-option'
            echo '=ndots: timeout: attempts: rotate use-vc'
        case 'create:restart'
            echo '=no always unless-stopped on-failure'
        case 'create:security-opt'
            echo '=no-new-privileges seccomp= apparmor= label=disable'
        case 'create:runtime'
            echo '=runc crun runsc nvidia'
        case 'create:storage-opt'
            echo '=size='
        case 'create:a' 'create:attach'
            echo '=stdin stdout stderr'
        case 'create:mount'
            echo '=type=bind,source= type=volume,source= type=tmpfs,target= type=image,source='
        case 'create:v' 'create:volume'
            echo 'binds'
        case 'create:link' 'create:volumes-from'
            echo 'containers'
        case 'create:e' 'create:env'
            echo 'environment'
        case 'create:blkio-weight-device' 'create:cidfile' 'create:device' 'create:device-read-bps' 'create:device-read-iops' 'create:device-write-bps' 'create:device-write-iops' 'create:env-file' 'create:label-file'
            echo 'files'
        case 'create:net' 'create:network'
            echo 'networks'
        case 'create:add-host' 'create:annotation' 'create:blkio-weight' 'create:c' 'create:cgroup-parent' 'create:cpu-period' 'create:cpu-quota' 'create:cpu-rt-period' 'create:cpu-rt-runtime' 'create:cpu-shares' 'create:cpus' 'create:cpuset-cpus' 'create:cpuset-mems' 'create:device-cgroup-rule' 'create:dns' 'create:dns-search' 'create:domainname' 'create:entrypoint' 'create:expose' 'create:group-add' 'create:h' 'create:health-cmd' 'create:health-interval' 'create:health-retries' 'create:health-start-interval' 'create:health-start-period' 'create:health-timeout' 'create:hostname' 'create:ip' 'create:ip6' 'create:kernel-memory' 'create:l' 'create:label' 'create:link-local-ip' 'create:lxc-conf' 'create:m' 'create:mac-address' 'create:memory' 'create:memory-reservation' 'create:memory-swap' 'create:memory-swappiness' 'create:name' 'create:network-alias' 'create:oom-score-adj' 'create:p' 'create:pids-limit' 'create:publish' 'create:shm-size' 'create:stop-timeout' 'create:sysctl' 'create:tmpfs' 'create:u' 'create:user' 'create:w' 'create:workdir'
            echo 'nothing'
        case 'create:P' 'create:disable-content-trust' 'create:help' 'create:i' 'create:init' 'create:interactive' 'create:n' 'create:networking' 'create:no-healthcheck' 'create:oom-kill-disable' 'create:privileged' 'create:publish-all' 'create:q' 'create:quiet' 'create:read-only' 'create:rm' 'create:t' 'create:tty' 'create:use-api-socket'
            echo ''
        case 'diff:h' 'diff:help'
            echo ''
        case 'doctor:format'
            echo '=json api {{.Check}} {{.State}} {{.Finding}} {{.Advice}}'
        case 'doctor:h' 'doctor:help'
            echo ''
        case 'events:f' 'events:filter'
            echo '=container= event= image= label= type='
        case 'events:format'
            echo '=json api {{.Status}} {{.ID}} {{.From}} {{.Type}} {{.Action}} {{.Actor}} {{.Scope}} {{.Time}} {{.TimeNano}} {{.Host}}'
        case 'events:since' 'events:until'
            echo 'nothing'
        case 'events:h' 'events:help'
            echo ''
        case 'exec:filter'
            echo '=id= label= name= exited= ancestor= label!= name!= network!= status=created status=running status=paused status=exited status!=running'
        case 'exec:e' 'exec:env'
            echo 'environment'
        case 'exec:env-file'
            echo 'files'
        case 'exec:detach-keys'
            echo 'keys'
        case 'exec:parallel' 'exec:u' 'exec:user' 'exec:w' 'exec:workdir'
            echo 'nothing'
        case 'exec:all-hosts' 'exec:d' 'exec:detach' 'exec:h' 'exec:help' 'exec:i' 'exec:interactive' 'exec:privileged' 'exec:t' 'exec:tty'
            echo ''
        case 'export:o' 'export:output'
            echo 'files'
        case 'export:h' 'export:help'
            echo ''
        case 'help:h' 'help:help'
            echo ''
        case 'history:format'
            echo '=json api {{.ID}} {{.CreatedSince}} {{.CreatedAt}} {{.CreatedBy}} {{.Size}} {{.Comment}} {{.Host}}'
        case 'history:platform'
            echo '=linux/386 linux/amd64 linux/arm/v7 linux/arm64 linux/ppc64le'
        case 'history:H' 'history:h' 'history:help' 'history:human' 'history:no-trunc' 'history:notrunc' 'history:q' 'history:quiet'
            echo ''
        case 'hosts:format'
            echo '=json api {{.Name}} {{.Groups}} {{.Address}} {{.Engine}} {{.ApiVersion}} {{.Error}}'
        case 'hosts:h' 'hosts:help' 'hosts:q' 'hosts:quiet'
            echo ''
        case 'image:h' 'image:help'
            echo ''
        case 'image-cp:from' 'image-cp:to'
            echo 'hosts'
        case 'image-cp:h' 'image-cp:help' 'image-cp:q' 'image-cp:quiet'
            echo ''
        case 'image-prune:filter'
            echo '=until= label= label!= dangling='
        case 'image-prune:a' 'image-prune:all' 'image-prune:all-hosts' 'image-prune:dry-run' 'image-prune:f' 'image-prune:force' 'image-prune:h' 'image-prune:help'
            echo ''
        case 'images:f' 'images:filter'
            echo '=dangling=true dangling=false label= before= since= reference='
        case 'images:format'
            echo '=json api {{.ID}} {{.Repository}} {{.Tag}} {{.Digest}} {{.CreatedSince}} {{.CreatedAt}} {{.Size}} {{.VirtualSize}} {{.SharedSize}} {{.UniqueSize}} {{.Containers}} {{.Host}}'
        case 'images:a' 'images:all' 'images:digests' 'images:h' 'images:help' 'images:no-trunc' 'images:notrunc' 'images:q' 'images:quiet' 'images:tree' 'images:viz'
            echo ''
        case 'import:platform'
            echo '=linux/386 linux/amd64 linux/arm/v7 linux/arm64 linux/ppc64le'
        case 'import:c' 'import:change' 'import:m' 'import:message'
            echo 'nothing'
        case 'import:h' 'import:help'
            echo ''
        case 'info:f' 'info:format'
            echo '=json api {{.Containers}} {{.Images}} {{.Driver}} {{.ServerVersion}} {{.NCPU}} {{.MemTotal}}'
        case 'info:h' 'info:help'
            echo ''
        case 'insert:h' 'insert:help'
            echo ''
        case 'inspect:type'
            echo '=container image network volume'
        case 'inspect:filter'
            echo '=id= label= name= exited= ancestor= label!= name!= network!= status=created status=running status=paused status=exited status!=running'
        case 'inspect:f' 'inspect:format'
            echo '=json api {{.Id}} {{.Created}} {{.Config.Image}} {{.Config.Env}} {{.State.Running}} {{.State.ExitCode}} {{.State.Pid}} {{.NetworkSettings.IPAddress}} {{.NetworkSettings.Ports}}'
        case 'inspect:as-run' 'inspect:h' 'inspect:help' 'inspect:s' 'inspect:size'
            echo ''
        case 'kill:s' 'kill:signal'
            echo '=HUP INT QUIT ABRT KILL USR1 USR2 PIPE ALRM TERM CONT STOP TSTP WINCH'
        case 'kill:filter'
            echo '=id= label= name= exited= ancestor= label!= name!= network!= status=created status=running status=paused status=exited status!=running'
        case 'kill:parallel'
            echo 'nothing'
        case 'kill:all-hosts' 'kill:h' 'kill:help'
            echo ''
        case 'load:i' 'load:input'
            echo 'files'
        case 'load:parallel'
            echo 'nothing'
        case 'load:all-hosts' 'load:h' 'load:help' 'load:q' 'load:quiet'
            echo ''
        case 'login:e' 'login:email' 'login:p' 'login:password' 'login:u' 'login:username'
            echo 'nothing'
        case 'login:h' 'login:help' 'login:password-stdin'
            echo ''
        case 'logout:h' 'logout:help'
            echo ''
        case 'logs:n' 'logs:tail'
            echo '=all'
        case 'logs:filter'
            echo '=id= label= name= exited= ancestor= label!= name!= network!= status=created status=running status=paused status=exited status!=running'
        case 'logs:since' 'logs:until'
            echo 'nothing'
        case 'logs:F' 'logs:details' 'logs:f' 'logs:follow' 'logs:follow-name' 'logs:h' 'logs:help' 'logs:t' 'logs:timestamps'
            echo ''
        case 'network:h' 'network:help'
            echo ''
        case 'network-connect:link'
            echo 'containers'
        case 'network-connect:alias' 'network-connect:driver-opt' 'network-connect:ip' 'network-connect:ip6' 'network-connect:link-local-ip'
            echo 'nothing'
        case 'network-connect:h' 'network-connect:help'
            echo ''
        case 'network-create:d' 'network-create:driver'
            echo '=bridge host ipvlan macvlan none overlay'
        case 'network-create:scope'
            echo '=local global swarm'
        case 'network-create:config-from'
            echo 'networks'
        case 'network-create:aux-address' 'network-create:gateway' 'network-create:ip-range' 'network-create:ipam-driver' 'network-create:ipam-opt' 'network-create:label' 'network-create:o' 'network-create:opt' 'network-create:subnet'
            echo 'nothing'
        case 'network-create:attachable' 'network-create:config-only' 'network-create:h' 'network-create:help' 'network-create:ingress' 'network-create:internal' 'network-create:ipv6'
            echo ''
        case 'network-disconnect:f' 'network-disconnect:force' 'network-disconnect:h' 'network-disconnect:help'
            echo ''
        case 'network-ls:f' 'network-ls:filter'
            echo '=dangling=true dangling=false driver= id= label= name= scope=local scope=swarm type=builtin type=custom'
        case 'network-ls:format'
            echo '=json api {{.ID}} {{.Name}} {{.Driver}} {{.Scope}} {{.IPv4}} {{.IPv6}} {{.Internal}} {{.Labels}} {{.CreatedAt}} {{.Host}}'
        case 'network-ls:h' 'network-ls:help' 'network-ls:no-trunc' 'network-ls:notrunc' 'network-ls:q' 'network-ls:quiet'
            echo ''
        case 'network-prune:filter'
            echo '=until= label= label!='
        case 'network-prune:all-hosts' 'network-prune:dry-run' 'network-prune:f' 'network-prune:force' 'network-prune:h' 'network-prune:help'
            echo ''
        case 'network-rm:f' 'network-rm:force' 'network-rm:h' 'network-rm:help'
            echo ''
        case 'pause:filter'
            echo '=id= label= name= exited= ancestor= label!= name!= network!= status=created status=running status=paused status=exited status!=running'
        case 'pause:parallel'
            echo 'nothing'
        case 'pause:all-hosts' 'pause:h' 'pause:help'
            echo ''
        case 'plugin:h' 'plugin:help' 'plugin:install' 'plugin:uninstall'
            echo ''
        case 'port:h' 'port:help'
            echo ''
        case 'ps:columns' 'ps:sort'
            echo '=id image command created status state ports size name labels mounts networks platform ip health restarts'
        case 'ps:f' 'ps:filter'
            echo '=id= label= name= exited= ancestor= label!= name!= network!= status=created status=running status=paused status=exited status!=running'
        case 'ps:format'
            echo '=json api {{.ID}} {{.Image}} {{.Command}} {{.CreatedAt}} {{.RunningFor}} {{.Status}} {{.State}} {{.Ports}} {{.Size}} {{.Names}} {{.Labels}} {{.Mounts}} {{.LocalVolumes}} {{.Networks}} {{.Platform}} {{.Host}}'
        case 'ps:watch'
            echo '?nothing'
        case 'ps:before' 'ps:beforeId' 'ps:since' 'ps:sinceId'
            echo 'containers'
        case 'ps:last' 'ps:n'
            echo 'nothing'
        case 'ps:a' 'ps:all' 'ps:h' 'ps:help' 'ps:l' 'ps:latest' 'ps:no-trunc' 'ps:notrunc' 'ps:q' 'ps:quiet' 'ps:s' 'ps:size'
            echo ''
        case 'pull:platform'
            echo '=linux/386 linux/amd64 linux/arm/v7 linux/arm64 linux/ppc64le'
        case 'pull:parallel' 'pull:t' 'pull:tag'
            echo 'nothing'
        case 'pull:a' 'pull:all-hosts' 'pull:all-tags' 'pull:disable-content-trust' 'pull:h' 'pull:help' 'pull:q' 'pull:quiet'
            echo ''
        case 'push:platform'
            echo '=linux/386 linux/amd64 linux/arm/v7 linux/arm64 linux/ppc64le'
        case 'push:a' 'push:all-tags' 'push:disable-content-trust' 'push:h' 'push:help' 'push:q' 'push:quiet'
            echo ''
        case 'recreate:cap-add' 'recreate:cap-drop'
            echo '=ALL AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_ADMIN NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_ADMIN SYS_CHROOT SYS_MODULE SYS_NICE SYS_PTRACE SYS_RESOURCE SYS_TIME SYSLOG'
        case 'recreate:stop-signal'
            echo '=HUP INT QUIT ABRT KILL USR1 USR2 PIPE ALRM TERM CONT STOP TSTP WINCH'
        case 'recreate:gpus'
            echo '=all device= driver= capabilities='
        case 'recreate:ulimit'
            echo '=core= cpu= data= fsize= locks= memlock= msgqueue= nice= nofile= nproc= rss= rtprio= rttime= sigpending= stack='
        case 'recreate:isolation'
            echo '=default'
        case 'recreate:ipc'
            echo '=host none private shareable'
        case 'recreate:cgroupns'
            echo '=host private'
        case 'recreate:pid' 'recreate:userns' 'recreate:uts'
            echo '=host'
        case 'recreate:log-driver'
            echo '=json-file journald local none syslog k8s-file passthrough'
        case 'recreate:platform'
            echo '=linux/386 linux/amd64 linux/arm/v7 linux/arm64 linux/ppc64le'
        case 'recreate:volume-driver'
            echo '=local'
        case 'recreate:log-opt'
            echo '=max-file= max-size='
        case 'recreate:dns-opt' 'recreate:dns-option'
            echo '=ndots: timeout: attempts: rotate use-vc'
        case 'recreate:restart'
            echo '=no always unless-stopped on-failure'
        case 'recreate:security-opt'
            echo '=no-new-privileges seccomp= apparmor= label=disable'
        case 'recreate:runtime'
            echo '=runc crun runsc nvidia'
        case 'recreate:storage-opt'
            echo '=size='
        case 'recreate:mount'
            echo '=type=bind,source= type=volume,source= type=tmpfs,target= type=image,source='
        case 'recreate:pull'
            echo '?=missing always never'
        case 'recreate:wait'
            echo '?=running healthy port: log:'
        case 'recreate:v' 'recreate:volume'
            echo 'binds'
        case 'recreate:link' 'recreate:volumes-from'
            echo 'containers'
        case 'recreate:e' 'recreate:env'
            echo 'environment'
        case 'recreate:blkio-weight-device' 'recreate:cidfile' 'recreate:device' 'recreate:device-read-bps' 'recreate:device-read-iops' 'recreate:device-write-bps' 'recreate:device-write-iops' 'recreate:env-file' 'recreate:label-file'
            echo 'files'
        case 'recreate:image'
            echo 'images'
        case 'recreate:net' 'recreate:network'
            echo 'networks'
        case 'recreate:add-host' 'recreate:annotation' 'recreate:blkio-weight' 'recreate:c' 'recreate:cgroup-parent' 'recreate:cpu-period' 'recreate:cpu-quota' 'recreate:cpu-rt-period' 'recreate:cpu-rt-runtime' 'recreate:cpu-shares' 'recreate:cpus' 'recreate:cpuset-cpus' 'recreate:cpuset-mems' 'recreate:device-cgroup-rule' 'recreate:dns' 'recreate:dns-search' 'recreate:domainname' 'recreate:entrypoint' 'recreate:expose' 'recreate:group-add' 'recreate:h' 'recreate:health-cmd' 'recreate:health-interval' 'recreate:health-retries' 'recreate:health-start-interval' 'recreate:health-start-period' 'recreate:health-timeout' 'recreate:hostname' 'recreate:ip' 'recreate:ip6' 'recreate:kernel-memory' 'recreate:l' 'recreate:label' 'recreate:link-local-ip' 'recreate:lxc-conf' 'recreate:m' 'recreate:mac-address' 'recreate:memory' 'recreate:memory-reservation' 'recreate:memory-swap' 'recreate:memory-swappiness' 'recreate:network-alias' 'recreate:oom-score-adj' 'recreate:p' 'recreate:pids-limit' 'recreate:publish' 'recreate:shm-size' 'recreate:stop-timeout' 'recreate:sysctl' 'recreate:tmpfs' 'recreate:u' 'recreate:user' 'recreate:w' 'recreate:wait-timeout' 'recreate:workdir'
            echo 'nothing'
        case 'recreate:P' 'recreate:disable-content-trust' 'recreate:help' 'recreate:i' 'recreate:init' 'recreate:interactive' 'recreate:n' 'recreate:networking' 'recreate:no-healthcheck' 'recreate:oom-kill-disable' 'recreate:privileged' 'recreate:publish-all' 'recreate:q' 'recreate:quiet' 'recreate:read-only' 'recreate:rm' 'recreate:t' 'recreate:tty' 'recreate:use-api-socket'
            echo ''
        case 'rename:h' 'rename:help'
            echo ''
        case 'restart:s' 'restart:signal'
            echo '=HUP INT QUIT ABRT KILL USR1 USR2 PIPE ALRM TERM CONT STOP TSTP WINCH'
        case 'restart:filter'
            echo '=id= label= name= exited= ancestor= label!= name!= network!= status=created status=running status=paused status=exited status!=running'
        case 'restart:wait'
            echo '?=running healthy port: log:'
        case 'restart:parallel' 'restart:t' 'restart:time' 'restart:timeout' 'restart:wait-timeout'
            echo 'nothing'
        case 'restart:all-hosts' 'restart:h' 'restart:help'
            echo ''
        case 'rm:filter'
            echo '=id= label= name= exited= ancestor= label!= name!= network!= status=created status=running status=paused status=exited status!=running'
        case 'rm:parallel'
            echo 'nothing'
        case 'rm:all-hosts' 'rm:f' 'rm:force' 'rm:h' 'rm:help' 'rm:l' 'rm:link' 'rm:v' 'rm:volumes' 'rm:y' 'rm:yes'
            echo ''
        case 'rmi:platform'
            echo '=linux/386 linux/amd64 linux/arm/v7 linux/arm64 linux/ppc64le'
        case 'rmi:f' 'rmi:force' 'rmi:h' 'rmi:help' 'rmi:no-prune'
            echo ''
        case 'run:cap-add' 'run:cap-drop'
            echo '=ALL AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_ADMIN NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_ADMIN SYS_CHROOT SYS_MODULE SYS_NICE SYS_PTRACE SYS_RESOURCE SYS_TIME SYSLOG'
        case 'run:stop-signal'
            echo '=HUP INT QUIT ABRT KILL USR1 USR2 PIPE ALRM TERM CONT STOP TSTP WINCH'
        case 'run:gpus'
            echo '=all device= driver= capabilities='
        case 'run:ulimit'
            echo '=core= cpu= data= fsize= locks= memlock= msgqueue= nice= nofile= nproc= rss= rtprio= rttime= sigpending= stack='
        case 'run:isolation'
            echo '=default'
        case 'run:ipc'
            echo '=host none private shareable'
        case 'run:cgroupns'
            echo '=host private'
        case 'run:pid' 'run:userns' 'run:uts'
            echo '=host'
        case 'run:log-driver'
            echo '=json-file journald local none syslog k8s-file passthrough'
        case 'run:platform'
            echo '=linux/386 linux/amd64 linux/arm/v7 linux/arm64 linux/ppc64le'
        case 'run:volume-driver'
            echo '=local'
        case 'run:log-opt'
            echo '=max-file= max-size='
        case 'run:pull'
            echo '=missing always never'
        case 'run:dns-opt' 'run:dns-option'
            echo '=ndots: timeout: attempts: rotate use-vc'
        case 'run:restart'
            echo '=no always unless-stopped on-failure'
        case 'run:security-opt'
            echo '=no-new-privileges seccomp= apparmor= label=disable'
        case 'run:runtime'
            echo '=runc crun runsc nvidia'
        case 'run:storage-opt'
            echo '=size='
        case 'run:a' 'run:attach'
            echo '=stdin stdout stderr'
        case 'run:mount'
            echo '=type=bind,source= type=volume,source= type=tmpfs,target= type=image,source='
        case 'run:wait'
            echo '?=running healthy port: log:'
        case 'run:v' 'run:volume'
            echo 'binds'
        case 'run:link' 'run:volumes-from'
            echo 'containers'
        case 'run:e' 'run:env'
            echo 'environment'
        case 'run:blkio-weight-device' 'run:cidfile' 'run:device' 'run:device-read-bps' 'run:device-read-iops' 'run:device-write-bps' 'run:device-write-iops' 'run:env-file' 'run:label-file'
            echo 'files'
        case 'run:detach-keys'
            echo 'keys'
        case 'run:net' 'run:network'
            echo 'networks'
        case 'run:add-host' 'run:annotation' 'run:blkio-weight' 'run:c' 'run:cgroup-parent' 'run:cpu-period' 'run:cpu-quota' 'run:cpu-rt-period' 'run:cpu-rt-runtime' 'run:cpu-shares' 'run:cpus' 'run:cpuset-cpus' 'run:cpuset-mems' 'run:device-cgroup-rule' 'run:dns' 'run:dns-search' 'run:domainname' 'run:entrypoint' 'run:expose' 'run:group-add' 'run:h' 'run:health-cmd' 'run:health-interval' 'run:health-retries' 'run:health-start-interval' 'run:health-start-period' 'run:health-timeout' 'run:hostname' 'run:ip' 'run:ip6' 'run:kernel-memory' 'run:l' 'run:label' 'run:link-local-ip' 'run:lxc-conf' 'run:m' 'run:mac-address' 'run:memory' 'run:memory-reservation' 'run:memory-swap' 'run:memory-swappiness' 'run:name' 'run:network-alias' 'run:oom-score-adj' 'run:p' 'run:parallel' 'run:pids-limit' 'run:publish' 'run:shm-size' 'run:stop-timeout' 'run:sysctl' 'run:tmpfs' 'run:u' 'run:user' 'run:w' 'run:wait-timeout' 'run:workdir'
            echo 'nothing'
        case 'run:P' 'run:all-hosts' 'run:d' 'run:detach' 'run:disable-content-trust' 'run:help' 'run:i' 'run:init' 'run:interactive' 'run:n' 'run:networking' 'run:no-healthcheck' 'run:oom-kill-disable' 'run:privileged' 'run:publish-all' 'run:q' 'run:quiet' 'run:read-only' 'run:rm' 'run:sig-proxy' 'run:t' 'run:tty' 'run:use-api-socket'
            echo ''
        case 'save:o' 'save:output'
            echo 'files'
        case 'save:h' 'save:help'
            echo ''
        case 'search:f' 'search:filter'
            echo '=is-official=true is-official=false is-automated=true stars='
        case 'search:format'
            echo '=json api {{.Name}} {{.Description}} {{.StarCount}} {{.IsOfficial}} {{.Host}}'
        case 'search:limit'
            echo 'nothing'
        case 'search:h' 'search:help' 'search:no-trunc' 'search:notrunc'
            echo ''
        case 'start:filter'
            echo '=id= label= name= exited= ancestor= label!= name!= network!= status=created status=running status=paused status=exited status!=running'
        case 'start:wait'
            echo '?=running healthy port: log:'
        case 'start:detach-keys'
            echo 'keys'
        case 'start:parallel' 'start:wait-timeout'
            echo 'nothing'
        case 'start:a' 'start:all-hosts' 'start:attach' 'start:h' 'start:help' 'start:i' 'start:interactive' 'start:sig-proxy'
            echo ''
        case 'stats:sort'
            echo '=cpu mem name'
        case 'stats:format'
            echo '=json api {{.ID}} {{.Container}} {{.Name}} {{.CPUPerc}} {{.MemUsage}} {{.MemPerc}} {{.NetIO}} {{.BlockIO}} {{.PIDs}} {{.Host}}'
        case 'stats:a' 'stats:all' 'stats:h' 'stats:help' 'stats:no-stream' 'stats:no-trunc' 'stats:notrunc'
            echo ''
        case 'stop:s' 'stop:signal'
            echo '=HUP INT QUIT ABRT KILL USR1 USR2 PIPE ALRM TERM CONT STOP TSTP WINCH'
        case 'stop:filter'
            echo '=id= label= name= exited= ancestor= label!= name!= network!= status=created status=running status=paused status=exited status!=running'
        case 'stop:parallel' 'stop:t' 'stop:time' 'stop:timeout'
            echo 'nothing'
        case 'stop:all-hosts' 'stop:h' 'stop:help'
            echo ''
        case 'system:h' 'system:help'
            echo ''
        case 'system-df:format'
            echo '=json api {{.Type}} {{.TotalCount}} {{.Active}} {{.Size}} {{.Reclaimable}} {{.Images}} {{.Containers}} {{.Volumes}} {{.BuildCache}} {{.Host}}'
        case 'system-df:h' 'system-df:help' 'system-df:v' 'system-df:verbose'
            echo ''
        case 'system-prune:filter'
            echo '=until= label= label!='
        case 'system-prune:a' 'system-prune:all' 'system-prune:all-hosts' 'system-prune:dry-run' 'system-prune:f' 'system-prune:force' 'system-prune:h' 'system-prune:help' 'system-prune:volumes'
            echo ''
        case 'tag:f' 'tag:force' 'tag:h' 'tag:help'
            echo ''
        case 'top:h' 'top:help'
            echo ''
        case 'unpause:filter'
            echo '=id= label= name= exited= ancestor= label!= name!= network!= status=created status=running status=paused status=exited status!=running'
        case 'unpause:parallel'
            echo 'nothing'
        case 'unpause:all-hosts' 'unpause:h' 'unpause:help'
            echo ''
        case 'update:restart'
            echo '=no always unless-stopped on-failure'
        case 'update:blkio-weight' 'update:c' 'update:cpu-period' 'update:cpu-quota' 'update:cpu-rt-period' 'update:cpu-rt-runtime' 'update:cpu-shares' 'update:cpus' 'update:cpuset-cpus' 'update:cpuset-mems' 'update:m' 'update:memory' 'update:memory-reservation' 'update:memory-swap' 'update:parallel' 'update:pids-limit'
            echo 'nothing'
        case 'update:all-hosts' 'update:h' 'update:help'
            echo ''
        case 'version:f' 'version:format'
            echo '=json api {{.Client.Version}} {{.Client.ApiVersion}} {{.Server.Version}}'
        case 'version:h' 'version:help'
            echo ''
        case 'volume:h' 'volume:help'
            echo ''
        case 'volume-cp:from' 'volume-cp:to'
            echo 'hosts'
        case 'volume-cp:image'
            echo 'images'
        case 'volume-cp:f' 'volume-cp:force' 'volume-cp:h' 'volume-cp:help' 'volume-cp:q' 'volume-cp:quiet'
            echo ''
        case 'volume-create:d' 'volume-create:driver'
            echo '=local'
        case 'volume-create:o' 'volume-create:opt'
            echo '=type= device= o='
        case 'volume-create:label'
            echo 'nothing'
        case 'volume-create:h' 'volume-create:help'
            echo ''
        case 'volume-export:o' 'volume-export:output'
            echo 'files'
        case 'volume-export:image'
            echo 'images'
        case 'volume-export:h' 'volume-export:help'
            echo ''
        case 'volume-import:i' 'volume-import:input'
            echo 'files'
        case 'volume-import:image'
            echo 'images'
        case 'volume-import:h' 'volume-import:help'
            echo ''
        case 'volume-ls:f' 'volume-ls:filter'
            echo '=dangling=true dangling=false driver= label= name='
        case 'volume-ls:format'
            echo '=json api {{.Availability}} {{.Driver}} {{.Group}} {{.Name}} {{.Scope}} {{.Mountpoint}} {{.Labels}} {{.Links}} {{.Size}} {{.Status}} {{.Host}}'
        case 'volume-ls:h' 'volume-ls:help' 'volume-ls:q' 'volume-ls:quiet'
            echo ''
        case 'volume-prune:filter'
            echo '=label= label!= all='
        case 'volume-prune:a' 'volume-prune:all' 'volume-prune:all-hosts' 'volume-prune:dry-run' 'volume-prune:f' 'volume-prune:force' 'volume-prune:h' 'volume-prune:help'
            echo ''
        case 'volume-rm:f' 'volume-rm:force' 'volume-rm:h' 'volume-rm:help'
            echo ''
        case 'wait:filter'
            echo '=id= label= name= exited= ancestor= label!= name!= network!= status=created status=running status=paused status=exited status!=running'
        case 'wait:condition'
            echo '=not-running next-exit removed healthy'
        case 'wait:timeout'
            echo 'nothing'
        case 'wait:h' 'wait:help'
            echo ''
        case '*'
            return 1
    end
end

function __docker15_options -a command
    switch $command
        case ''
            printf '%s\t%s\n' \
                '-H' 'Engine\'s address (unix:///path, tcp://host[:port], ssh://[user@]host, podman://), context, or @GROUP of `docker15 hosts`' \
                '--host' 'Engine\'s address (unix:///path, tcp://host[:port], ssh://[user@]host, podman://), context, or @GROUP of `docker15 hosts`' \
                '-c' 'Use this docker context' \
                '--context' 'Use this docker context' \
                '--api-version' 'Only use this API version' \
                '--config' 'Directory of credentials and contexts, instead of $HOME' \
                '--tls' 'Use TLS without verifying the engine\'s certificate' \
                '--tlsverify' 'Use TLS, and verify the engine\'s certificate' \
                '--tlscacert' 'Trust certificates signed by this CA' \
                '--tlscert' 'Your TLS certificate' \
                '--tlskey' 'Key of your TLS certificate' \
                '--timeout' 'How long to wait for a connection, and for quick answers' \
                '--proxy' 'Use this HTTP proxy: http://[user:password@]host:port' \
                '-D' 'Show requests and answers on stderr' \
                '--debug' 'Show requests and answers on stderr' \
                '-v' 'Show the version of docker15' \
                '--version' 'Show the version of docker15' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'attach'
            printf '%s\t%s\n' \
                '-nostdin' 'Do not attach stdin' \
                '--no-stdin' 'Do not attach stdin' \
                '--detach-keys' 'Keys that detach from the terminal; \'\' for none.  [default: ctrl-p,ctrl-q]' \
                '-sig-proxy' 'Pass signals on to the container.  [default: true]' \
                '--sig-proxy' 'Pass signals on to the container.  [default: true]' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'build'
            printf '%s\t%s\n' \
                '-t' 'Name the image; may be repeated' \
                '--tag' 'Name the image; may be repeated' \
                '-q' 'Hide the output of the steps; later engines: only print the id' \
                '--quiet' 'Hide the output of the steps; later engines: only print the id' \
                '-no-cache' 'Do not use the cache' \
                '--no-cache' 'Do not use the cache' \
                '-rm' 'Remove the steps\' containers' \
                '--rm' 'Remove the steps\' containers' \
                '-f' 'Use this Dockerfile instead of PATH/Dockerfile; - for stdin' \
                '--file' 'Use this Dockerfile instead of PATH/Dockerfile; - for stdin' \
                '--iidfile' 'Write the image\'s id to a file' \
                '--compress' 'Compress the build context while it is sent' \
                '--disable-content-trust' 'No effect: docker15 does not verify image signatures' \
                '--build-arg' 'Set a build argument; without a value, pass on your variable (API 1.21)' \
                '--target' 'Stop after this stage of the Dockerfile (API 1.29)' \
                '--label' 'Add a label to the image (API 1.23)' \
                '--pull' 'Always pull the base images (API 1.16)' \
                '--network' 'Network of the steps: NAME, none or host (API 1.25)' \
                '--add-host' 'Add a line to the steps\' /etc/hosts (API 1.28)' \
                '--cache-from' 'Use this image as a cache source, too (API 1.25)' \
                '--force-rm' 'Remove the steps\' containers even if a step fails (API 1.12)' \
                '--shm-size' 'Size of the steps\' /dev/shm (API 1.22)' \
                '--platform' 'Platform of the image (API 1.38)' \
                '-m' 'Memory limit of the steps (API 1.18)' \
                '--memory' 'Memory limit of the steps (API 1.18)' \
                '--memory-swap' 'Limit on memory plus swap of the steps; -1: unlimited (API 1.18)' \
                '-c' 'CPU shares of the steps (API 1.18)' \
                '--cpu-shares' 'CPU shares of the steps (API 1.18)' \
                '--cpu-period' 'CPU scheduler period that --cpu-quota refers to (API 1.19)' \
                '--cpu-quota' 'CPU time of the steps in each --cpu-period; -1: unlimited (API 1.19)' \
                '--cpuset-cpus' 'Only run the steps on these CPUs (API 1.18)' \
                '--cpuset-mems' 'Only use these memory nodes (API 1.19)' \
                '--ulimit' 'Set a ulimit of the steps, such as nofile (API 1.21)' \
                '--security-opt' 'Security option of the steps (API 1.24)' \
                '--cgroup-parent' 'Parent cgroup of the steps (API 1.19)' \
                '--isolation' 'Isolation technology; on Linux only default (API 1.22)' \
                '--squash' 'Squash the new layers into one (experimental engines) (API 1.25)' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'commit'
            printf '%s\t%s\n' \
                '-m' 'Commit message' \
                '--message' 'Commit message' \
                '-author' 'Author of the image' \
                '-a' 'Author of the image' \
                '--author' 'Author of the image' \
                '-run' 'Config of the image, such as {"Cmd": ["date"]}' \
                '--run' 'Config of the image, such as {"Cmd": ["date"]}' \
                '-c' 'Apply a Dockerfile instruction, such as \'ENV A=b\' (API 1.18)' \
                '--change' 'Apply a Dockerfile instruction, such as \'ENV A=b\' (API 1.18)' \
                '-p' 'Pause the container during the commit (API 1.13).  [default: true]' \
                '--pause' 'Pause the container during the commit (API 1.13).  [default: true]' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'completion'
            printf '%s\t%s\n' \
                '--alias' 'Also complete this alias of docker15, such as docker' \
                '--install' 'Write the script where the shell looks, and say where' \
                '--uninstall' 'Remove what --install has written' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'container'
            printf '%s\t%s\n' \
                '--help' 'Show the help' \
                '-h' 'Show the help'
        case 'container-prune'
            printf '%s\t%s\n' \
                '--filter' 'Only remove matches: until=, label=, label!=' \
                '-f' 'Do not prompt for confirmation' \
                '--force' 'Do not prompt for confirmation' \
                '--dry-run' 'Only show what would be removed' \
                '--all-hosts' 'Run on each of several engines' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'context'
            printf '%s\t%s\n' \
                '--help' 'Show the help' \
                '-h' 'Show the help'
        case 'context-create'
            printf '%s\t%s\n' \
                '--description' 'Description of the context, shown by `context ls`' \
                '--docker' 'The engine: host=ADDRESS, and for TLS ca=FILE, cert=FILE, key=FILE, skip-tls-verify=true; or from=CONTEXT' \
                '--from' 'Copy this context' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'context-export'
            printf '%s\t%s\n' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'context-import'
            printf '%s\t%s\n' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'context-inspect'
            printf '%s\t%s\n' \
                '-f' 'Format as docker\'s JSON, as the API\'s, or by a Go template such as \'{{json .}}\'' \
                '--format' 'Format as docker\'s JSON, as the API\'s, or by a Go template such as \'{{json .}}\'' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'context-ls'
            printf '%s\t%s\n' \
                '-q' 'Only show names' \
                '--quiet' 'Only show names' \
                '--format' 'Format as docker\'s JSON, as the API\'s, or by a Go template such as \'{{json .}}\'' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'context-rm'
            printf '%s\t%s\n' \
                '-f' 'Remove even the one in use, and ignore missing ones' \
                '--force' 'Remove even the one in use, and ignore missing ones' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'context-show'
            printf '%s\t%s\n' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'context-update'
            printf '%s\t%s\n' \
                '--description' 'Description of the context, shown by `context ls`' \
                '--docker' 'The engine: host=ADDRESS, and for TLS ca=FILE, cert=FILE, key=FILE, skip-tls-verify=true; or from=CONTEXT' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'context-use'
            printf '%s\t%s\n' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'cp'
            printf '%s\t%s\n' \
                '-a' 'Archive mode: keep uids and gids' \
                '--archive' 'Archive mode: keep uids and gids' \
                '-L' 'No effect: a link given as PATH is always followed' \
                '--follow-link' 'No effect: a link given as PATH is always followed' \
                '-q' 'No effect: no progress is shown' \
                '--quiet' 'No effect: no progress is shown' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'create'
            printf '%s\t%s\n' \
                '-a' 'Only attach to stdin, stdout or stderr' \
                '--attach' 'Only attach to stdin, stdout or stderr' \
                '-i' 'Keep stdin open' \
                '--interactive' 'Keep stdin open' \
                '-t' 'Allocate a pseudo-terminal' \
                '--tty' 'Allocate a pseudo-terminal' \
                '-e' 'Set an environment variable; without a value, pass on yours' \
                '--env' 'Set an environment variable; without a value, pass on yours' \
                '--env-file' 'Read environment variables from a file' \
                '-v' 'Mount a host directory (./DIR: relative to here) or a volume; a named volume: NAME:/PATH (API 1.21)' \
                '--volume' 'Mount a host directory (./DIR: relative to here) or a volume; a named volume: NAME:/PATH (API 1.21)' \
                '-volumes-from' 'Mount the volumes of another container' \
                '--volumes-from' 'Mount the volumes of another container' \
                '-p' 'Publish a port or a range; on one IP of the host (API 1.6); on any free port of a range (API 1.21)' \
                '--publish' 'Publish a port or a range; on one IP of the host (API 1.6); on any free port of a range (API 1.21)' \
                '-w' 'Working directory in the container' \
                '--workdir' 'Working directory in the container' \
                '-u' 'Run as this user name or uid' \
                '--user' 'Run as this user name or uid' \
                '-h' 'Host name of the container' \
                '--hostname' 'Host name of the container' \
                '--domainname' 'Domain name of the container; without it, what follows the first dot of --hostname' \
                '-entrypoint' 'Replace the image\'s entrypoint; \'\' for none (API 1.6)' \
                '--entrypoint' 'Replace the image\'s entrypoint; \'\' for none (API 1.6)' \
                '-m' 'Memory limit, in bytes or with a unit (512m)' \
                '--memory' 'Memory limit, in bytes or with a unit (512m)' \
                '--memory-swap' 'Limit on memory plus swap; -1: unlimited' \
                '-c' 'CPU shares, relative to other containers' \
                '--cpu-shares' 'CPU shares, relative to other containers' \
                '-dns' 'Use this DNS server' \
                '--dns' 'Use this DNS server' \
                '-n' 'Enable networking.  [default: true]' \
                '--networking' 'Enable networking.  [default: true]' \
                '-lxc-conf' 'Set an LXC option (engines that use LXC)' \
                '--lxc-conf' 'Set an LXC option (engines that use LXC)' \
                '-privileged' 'Give the container all capabilities' \
                '--privileged' 'Give the container all capabilities' \
                '-cidfile' 'Write the container\'s id to a file' \
                '--cidfile' 'Write the container\'s id to a file' \
                '-rm' 'Remove the container when it exits' \
                '--rm' 'Remove the container when it exits' \
                '--name' 'Name the container (API 1.6)' \
                '--platform' 'Platform of the image (API 1.41)' \
                '--pull' 'When to pull the image: missing, always or never' \
                '-q' 'Do not show the progress of a pull' \
                '--quiet' 'Do not show the progress of a pull' \
                '--disable-content-trust' 'No effect: docker15 does not verify image signatures' \
                '--use-api-socket' 'Mount the engine\'s API socket, with your logins (API 1.25)' \
                '--init' 'Run an init that forwards signals and reaps processes (API 1.25)' \
                '--stop-signal' 'Signal that stops the container, instead of TERM (API 1.21)' \
                '--stop-timeout' 'How long a stop waits before SIGKILL (API 1.25)' \
                '--mount' 'Mount type=bind, volume, tmpfs or image, with source=, target=, readonly (API 1.25)' \
                '--tmpfs' 'Mount a tmpfs, a directory in memory (API 1.22)' \
                '--read-only' 'Make the root filesystem read-only (API 1.17)' \
                '--device' 'Add a host device, or a CDI device VENDOR/CLASS=NAME (API 1.14)' \
                '--device-cgroup-rule' 'Add a device cgroup rule, such as \'c 1:3 rwm\' (API 1.28)' \
                '--gpus' 'Add GPUs: all, N, or device=ID, driver=NAME, capabilities=LIST (API 1.40)' \
                '--volume-driver' 'Driver for the volumes that -v creates (API 1.21)' \
                '--net' 'Network: NAME, none, host, container:NAME; or name=NAME with alias=, ip=, ip6=, mac-address= and others, separated by commas; several: API 1.44 (API 1.11)' \
                '--network' 'Network: NAME, none, host, container:NAME; or name=NAME with alias=, ip=, ip6=, mac-address= and others, separated by commas; several: API 1.44 (API 1.11)' \
                '--network-alias' 'Alias of the container in the network (API 1.22)' \
                '--ip' 'IPv4 address in the container\'s network (API 1.22)' \
                '--ip6' 'IPv6 address in the container\'s network (API 1.22)' \
                '--link-local-ip' 'Link-local address in the container\'s network (API 1.24)' \
                '--mac-address' 'MAC address, such as 92:d0:c6:0a:29:33 (API 1.15)' \
                '-P' 'Publish all exposed ports (API 1.6)' \
                '--publish-all' 'Publish all exposed ports (API 1.6)' \
                '--expose' 'Expose a port (API 1.6)' \
                '--link' 'Link to another container (API 1.6)' \
                '--add-host' 'Add a line to /etc/hosts (API 1.15)' \
                '--dns-search' 'Add a DNS search domain (API 1.11)' \
                '--dns-opt' 'Option of the resolver, such as ndots:2 (API 1.21)' \
                '--dns-option' 'Option of the resolver, such as ndots:2 (API 1.21)' \
                '--memory-reservation' 'Soft limit on memory, below --memory (API 1.21)' \
                '--memory-swappiness' 'Tendency to swap, 0 to 100; -1: the host\'s (API 1.20)' \
                '--kernel-memory' 'Limit on kernel memory; no effect since API 1.42 (API 1.21)' \
                '--oom-kill-disable' 'Disable the OOM killer (API 1.19)' \
                '--oom-score-adj' 'OOM killer preference, -1000 to 1000 (API 1.22)' \
                '--cpus' 'Number of CPUs, such as 1.5 (API 1.25)' \
                '--cpu-period' 'CPU scheduler period that --cpu-quota refers to (API 1.19)' \
                '--cpu-quota' 'CPU time in each --cpu-period; -1: unlimited (API 1.19)' \
                '--cpu-rt-period' 'Real-time scheduler period (API 1.25)' \
                '--cpu-rt-runtime' 'Real-time CPU time in each --cpu-rt-period (API 1.25)' \
                '--cpuset-cpus' 'Only run on these CPUs (API 1.18)' \
                '--cpuset-mems' 'Only use these memory nodes (API 1.19)' \
                '--blkio-weight' 'Block I/O weight, 10 to 1000; 0: none of its own (API 1.19)' \
                '--blkio-weight-device' 'Block I/O weight on one device (API 1.22)' \
                '--device-read-bps' 'Limit on reads from a device, in bytes per second (API 1.22)' \
                '--device-write-bps' 'Limit on writes to a device, in bytes per second (API 1.22)' \
                '--device-read-iops' 'Limit on reads from a device per second (API 1.22)' \
                '--device-write-iops' 'Limit on writes to a device per second (API 1.22)' \
                '--pids-limit' 'Limit on the number of processes; -1: unlimited (API 1.23)' \
                '--shm-size' 'Size of /dev/shm (API 1.22)' \
                '--ulimit' 'Set a ulimit, such as nofile (API 1.18)' \
                '--storage-opt' 'Option of the storage driver, such as size=10G (API 1.24)' \
                '--cgroup-parent' 'Parent cgroup (API 1.18)' \
                '--cap-add' 'Add a capability, or ALL (API 1.14)' \
                '--cap-drop' 'Drop a capability, or ALL (API 1.14)' \
                '--security-opt' 'Security option, such as no-new-privileges or seccomp=FILE (API 1.15)' \
                '--group-add' 'Join an additional group (API 1.20)' \
                '--ipc' 'IPC namespace: host or container:NAME (API 1.16)' \
                '--uts' 'UTS namespace: host (API 1.19)' \
                '--cgroupns' 'Cgroup namespace: host or private (API 1.41)' \
                '--isolation' 'Isolation technology; on Linux only default (API 1.22)' \
                '--runtime' 'OCI runtime to use (API 1.24)' \
                '--pid' 'PID namespace: host or container:NAME (API 1.17)' \
                '--userns' 'User namespace, such as host (API 1.23)' \
                '--sysctl' 'Set a kernel parameter (API 1.24)' \
                '--health-cmd' 'Command that checks the container\'s health (API 1.24)' \
                '--health-interval' 'Time between health checks, such as 30s (API 1.24)' \
                '--health-timeout' 'How long a health check may take (API 1.24)' \
                '--health-retries' 'Consecutive failures needed to report unhealthy (API 1.24)' \
                '--health-start-period' 'Time after the start when failures do not count (API 1.29)' \
                '--health-start-interval' 'Time between health checks in the start period (API 1.44)' \
                '--no-healthcheck' 'Disable the image\'s health check (API 1.24)' \
                '--restart' 'Restart policy: no, always, unless-stopped or on-failure[:N] (API 1.14)' \
                '--label-file' 'Read labels from a file (API 1.18)' \
                '-l' 'Add a label (API 1.18)' \
                '--label' 'Add a label (API 1.18)' \
                '--annotation' 'Add an annotation for the OCI runtime (API 1.43)' \
                '--log-driver' 'Logging driver (API 1.18)' \
                '--log-opt' 'Option of the logging driver (API 1.18)' \
                '--help' 'Show the help'
        case 'diff'
            printf '%s\t%s\n' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'doctor'
            printf '%s\t%s\n' \
                '--format' 'Format as docker\'s JSON, as the API\'s, or by a Go template such as \'{{json .}}\'' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'events'
            printf '%s\t%s\n' \
                '-since' 'Show events since TIME: a Unix time, RFC 3339, or 10m' \
                '--since' 'Show events since TIME: a Unix time, RFC 3339, or 10m' \
                '--until' 'Stop at TIME; -10m means ten minutes from now' \
                '-f' 'Only show matches (API 1.12)' \
                '--filter' 'Only show matches (API 1.12)' \
                '--format' 'Format as docker\'s JSON, as the API\'s, or by a Go template such as \'{{json .}}\'' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'exec'
            printf '%s\t%s\n' \
                '-d' 'Run in the background' \
                '--detach' 'Run in the background' \
                '-i' 'Send stdin to the command' \
                '--interactive' 'Send stdin to the command' \
                '-t' 'Allocate a pseudo-terminal' \
                '--tty' 'Allocate a pseudo-terminal' \
                '-e' 'Set an environment variable; without a value, pass on yours (API 1.25)' \
                '--env' 'Set an environment variable; without a value, pass on yours (API 1.25)' \
                '--env-file' 'Read environment variables from a file (API 1.25)' \
                '-u' 'Run as this user name or uid' \
                '--user' 'Run as this user name or uid' \
                '-w' 'Working directory in the container (API 1.35)' \
                '--workdir' 'Working directory in the container (API 1.35)' \
                '-privileged' 'Give the command all capabilities (API 1.19)' \
                '--privileged' 'Give the command all capabilities (API 1.19)' \
                '--detach-keys' 'Keys that detach from the terminal; \'\' for none.  [default: ctrl-p,ctrl-q]' \
                '--filter' 'Work on the containers that match, instead of on names' \
                '--all-hosts' 'Run on each of several engines' \
                '--parallel' 'With --all-hosts: work on at most N engines at a time' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'export'
            printf '%s\t%s\n' \
                '-o' 'Write to this file instead of stdout' \
                '--output' 'Write to this file instead of stdout' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'help'
            printf '%s\t%s\n' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'history'
            printf '%s\t%s\n' \
                '-q' 'Only show ids' \
                '--quiet' 'Only show ids' \
                '-notrunc' 'Do not truncate output' \
                '--no-trunc' 'Do not truncate output' \
                '-H' 'Show ages and rounded sizes.  [default: true]' \
                '--human' 'Show ages and rounded sizes.  [default: true]' \
                '--platform' 'Show the image for this platform (API 1.48)' \
                '--format' 'Format as docker\'s JSON, as the API\'s, or by a Go template such as \'{{json .}}\'' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'hosts'
            printf '%s\t%s\n' \
                '-q' 'Only show names, without asking the engines' \
                '--quiet' 'Only show names, without asking the engines' \
                '--format' 'Format as docker\'s JSON, as the API\'s, or by a Go template such as \'{{json .}}\'' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'image'
            printf '%s\t%s\n' \
                '--help' 'Show the help' \
                '-h' 'Show the help'
        case 'image-cp'
            printf '%s\t%s\n' \
                '--from' 'Copy from this engine.  [default: the one in use]' \
                '--to' 'Copy to this engine; may be repeated' \
                '-q' 'Do not show the progress' \
                '--quiet' 'Do not show the progress' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'image-prune'
            printf '%s\t%s\n' \
                '-a' 'Remove all unused images, not just dangling ones' \
                '--all' 'Remove all unused images, not just dangling ones' \
                '--filter' 'Only remove matches: until=, label=, label!=, dangling=' \
                '-f' 'Do not prompt for confirmation' \
                '--force' 'Do not prompt for confirmation' \
                '--dry-run' 'Only show what would be removed' \
                '--all-hosts' 'Run on each of several engines' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'images'
            printf '%s\t%s\n' \
                '-a' 'Show intermediate images too' \
                '--all' 'Show intermediate images too' \
                '-q' 'Only show ids' \
                '--quiet' 'Only show ids' \
                '-notrunc' 'Do not truncate output' \
                '--no-trunc' 'Do not truncate output' \
                '--digests' 'Show digests' \
                '-viz' 'Show a Graphviz graph' \
                '--viz' 'Show a Graphviz graph' \
                '--tree' 'Show the images as a tree' \
                '-f' 'Only show matches (API 1.12)' \
                '--filter' 'Only show matches (API 1.12)' \
                '--format' 'Format as docker\'s JSON, as the API\'s, or by a Go template such as \'{{json .}}\'' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'import'
            printf '%s\t%s\n' \
                '-m' 'Commit message (API 1.21)' \
                '--message' 'Commit message (API 1.21)' \
                '-c' 'Apply a Dockerfile instruction, such as \'ENV A=b\' (API 1.18)' \
                '--change' 'Apply a Dockerfile instruction, such as \'ENV A=b\' (API 1.18)' \
                '--platform' 'Platform of the image (API 1.32)' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'info'
            printf '%s\t%s\n' \
                '-f' 'Format as docker\'s JSON, as the API\'s, or by a Go template such as \'{{json .}}\'' \
                '--format' 'Format as docker\'s JSON, as the API\'s, or by a Go template such as \'{{json .}}\'' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'insert'
            printf '%s\t%s\n' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'inspect'
            printf '%s\t%s\n' \
                '-f' 'Format as docker\'s JSON, as the API\'s, or by a Go template such as \'{{json .}}\'' \
                '--format' 'Format as docker\'s JSON, as the API\'s, or by a Go template such as \'{{json .}}\'' \
                '--type' 'Only look for a container, an image, a network or a volume' \
                '--as-run' 'Print the run command that would create a container again' \
                '-s' 'Show the sizes of containers (API 1.19)' \
                '--size' 'Show the sizes of containers (API 1.19)' \
                '--filter' 'Work on the containers that match, instead of on names' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'kill'
            printf '%s\t%s\n' \
                '-s' 'Send this signal instead of SIGKILL (API 1.6)' \
                '--signal' 'Send this signal instead of SIGKILL (API 1.6)' \
                '--filter' 'Work on the containers that match, instead of on names' \
                '--all-hosts' 'Run on each of several engines' \
                '--parallel' 'With --all-hosts: work on at most N engines at a time' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'load'
            printf '%s\t%s\n' \
                '-i' 'Read from this file instead of stdin' \
                '--input' 'Read from this file instead of stdin' \
                '-q' 'Do not show the progress of the upload' \
                '--quiet' 'Do not show the progress of the upload' \
                '--all-hosts' 'Run on each of several engines' \
                '--parallel' 'With --all-hosts: work on at most N engines at a time' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'login'
            printf '%s\t%s\n' \
                '-u' 'Your user name' \
                '--username' 'Your user name' \
                '-p' 'Your password; other users can see it' \
                '--password' 'Your password; other users can see it' \
                '-e' 'Your e-mail address, for a new account' \
                '--email' 'Your e-mail address, for a new account' \
                '--password-stdin' 'Read the password from stdin' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'logout'
            printf '%s\t%s\n' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'logs'
            printf '%s\t%s\n' \
                '-f' 'Follow the output until the container exits' \
                '--follow' 'Follow the output until the container exits' \
                '-F' 'Follow across restarts, new containers of that name, and lost connections (API 1.11)' \
                '--follow-name' 'Follow across restarts, new containers of that name, and lost connections (API 1.11)' \
                '-t' 'Show timestamps (API 1.11)' \
                '--timestamps' 'Show timestamps (API 1.11)' \
                '--details' 'Show the variables and labels selected by --log-opt (API 1.24)' \
                '-n' 'Only show the last N lines' \
                '--tail' 'Only show the last N lines' \
                '--since' 'Show output since TIME: a Unix time, RFC 3339, or 10m (API 1.19)' \
                '--until' 'Show output until TIME, given as for --since (API 1.35)' \
                '--filter' 'Work on the containers that match, instead of on names' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'network'
            printf '%s\t%s\n' \
                '--help' 'Show the help' \
                '-h' 'Show the help'
        case 'network-connect'
            printf '%s\t%s\n' \
                '--alias' 'Name of the container in this network' \
                '--ip' 'IPv4 address in the network (API 1.22)' \
                '--ip6' 'IPv6 address in the network (API 1.22)' \
                '--link' 'Add a link to another container' \
                '--link-local-ip' 'Link-local address of the container (API 1.24)' \
                '--driver-opt' 'Option of the network\'s driver (API 1.32)' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'network-create'
            printf '%s\t%s\n' \
                '-d' 'Network driver.  [default: bridge]' \
                '--driver' 'Network driver.  [default: bridge]' \
                '--ipam-driver' 'IP address management (IPAM) driver' \
                '--attachable' 'Enable manual container attachment (API 1.25)' \
                '--aux-address' 'Auxiliary address used by the driver' \
                '--config-from' 'Copy the settings of a network created with --config-only (API 1.30)' \
                '--config-only' 'Only store the settings, for --config-from (API 1.30)' \
                '--gateway' 'Gateway of a subnet' \
                '--ingress' 'Create the routing-mesh network of a swarm (API 1.29)' \
                '--internal' 'Restrict external access to the network (API 1.22)' \
                '--ip-range' 'Range of a subnet to allocate container addresses from' \
                '--ipam-opt' 'Option of the IPAM driver' \
                '--ipv6' 'Assign IPv6 addresses too (API 1.22)' \
                '--label' 'Set a label (API 1.23)' \
                '-o' 'Set an option of the driver' \
                '--opt' 'Set an option of the driver' \
                '--scope' 'Scope of the network (API 1.30)' \
                '--subnet' 'Subnet in CIDR notation, such as 172.28.0.0/16' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'network-disconnect'
            printf '%s\t%s\n' \
                '-f' 'Disconnect even a container that no longer exists' \
                '--force' 'Disconnect even a container that no longer exists' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'network-ls'
            printf '%s\t%s\n' \
                '-q' 'Only show ids' \
                '--quiet' 'Only show ids' \
                '-notrunc' 'Do not truncate output' \
                '--no-trunc' 'Do not truncate output' \
                '-f' 'Only show matches (API 1.12)' \
                '--filter' 'Only show matches (API 1.12)' \
                '--format' 'Format as docker\'s JSON, as the API\'s, or by a Go template such as \'{{json .}}\'' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'network-prune'
            printf '%s\t%s\n' \
                '--filter' 'Only remove matches: until=, label=, label!=' \
                '-f' 'Do not prompt for confirmation' \
                '--force' 'Do not prompt for confirmation' \
                '--dry-run' 'Only show what would be removed' \
                '--all-hosts' 'Run on each of several engines' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'network-rm'
            printf '%s\t%s\n' \
                '-f' 'Ignore missing networks' \
                '--force' 'Ignore missing networks' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'pause'
            printf '%s\t%s\n' \
                '--filter' 'Work on the containers that match, instead of on names' \
                '--all-hosts' 'Run on each of several engines' \
                '--parallel' 'With --all-hosts: work on at most N engines at a time' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'plugin'
            printf '%s\t%s\n' \
                '--install' 'Install docker15 as `docker d15`' \
                '--uninstall' 'Remove the plugin again' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'port'
            printf '%s\t%s\n' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'ps'
            printf '%s\t%s\n' \
                '-a' 'Show stopped containers too' \
                '--all' 'Show stopped containers too' \
                '-q' 'Only show ids' \
                '--quiet' 'Only show ids' \
                '-l' 'Show the latest container, running or not' \
                '--latest' 'Show the latest container, running or not' \
                '-n' 'Show the last N containers, running or not' \
                '--last' 'Show the last N containers, running or not' \
                '-s' 'Show sizes' \
                '--size' 'Show sizes' \
                '-notrunc' 'Do not truncate output' \
                '--no-trunc' 'Do not truncate output' \
                '-sinceId' 'Show containers created after this one, running or not' \
                '--since' 'Show containers created after this one, running or not' \
                '-beforeId' 'Show containers created before this one, running or not' \
                '--before' 'Show containers created before this one, running or not' \
                '-f' 'Only show matches (API 1.12)' \
                '--filter' 'Only show matches (API 1.12)' \
                '--columns' 'Show these columns: name,ip,health …' \
                '--sort' 'Sort by a column instead of newest first; - reverses' \
                '--watch' 'Refresh the table every 2 seconds, or every SECONDS' \
                '--format' 'Format as docker\'s JSON, as the API\'s, or by a Go template such as \'{{json .}}\'' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'pull'
            printf '%s\t%s\n' \
                '-t' 'Only pull this tag' \
                '--tag' 'Only pull this tag' \
                '-q' 'Only print the image\'s name' \
                '--quiet' 'Only print the image\'s name' \
                '-a' 'Pull all tags of the repository, as a 1.5 engine does' \
                '--all-tags' 'Pull all tags of the repository, as a 1.5 engine does' \
                '--disable-content-trust' 'No effect: docker15 does not verify image signatures' \
                '--platform' 'Platform of the image (API 1.32)' \
                '--all-hosts' 'Run on each of several engines' \
                '--parallel' 'With --all-hosts: work on at most N engines at a time' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'push'
            printf '%s\t%s\n' \
                '-q' 'Only print the image\'s name' \
                '--quiet' 'Only print the image\'s name' \
                '-a' 'Push all tags of the repository, as a 1.5 engine does' \
                '--all-tags' 'Push all tags of the repository, as a 1.5 engine does' \
                '--disable-content-trust' 'No effect: docker15 does not verify image signatures' \
                '--platform' 'Only push the image for this platform (API 1.46)' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'recreate'
            printf '%s\t%s\n' \
                '--image' 'Use this image instead of the current one' \
                '--pull' 'Pull the image: always (without WHEN), if missing (the default), or never' \
                '--wait' 'Wait until it is running, healthy, listening (port:P) or logs a line (log:REGEX)' \
                '--wait-timeout' 'With --wait: give up after this time, with status 124' \
                '-i' 'Keep stdin open' \
                '--interactive' 'Keep stdin open' \
                '-t' 'Allocate a pseudo-terminal' \
                '--tty' 'Allocate a pseudo-terminal' \
                '-e' 'Set an environment variable; without a value, pass on yours' \
                '--env' 'Set an environment variable; without a value, pass on yours' \
                '--env-file' 'Read environment variables from a file' \
                '-v' 'Mount a host directory (./DIR: relative to here) or a volume; a named volume: NAME:/PATH (API 1.21)' \
                '--volume' 'Mount a host directory (./DIR: relative to here) or a volume; a named volume: NAME:/PATH (API 1.21)' \
                '-volumes-from' 'Mount the volumes of another container' \
                '--volumes-from' 'Mount the volumes of another container' \
                '-p' 'Publish a port or a range; on one IP of the host (API 1.6); on any free port of a range (API 1.21)' \
                '--publish' 'Publish a port or a range; on one IP of the host (API 1.6); on any free port of a range (API 1.21)' \
                '-w' 'Working directory in the container' \
                '--workdir' 'Working directory in the container' \
                '-u' 'Run as this user name or uid' \
                '--user' 'Run as this user name or uid' \
                '-h' 'Host name of the container' \
                '--hostname' 'Host name of the container' \
                '--domainname' 'Domain name of the container; without it, what follows the first dot of --hostname' \
                '-entrypoint' 'Replace the image\'s entrypoint; \'\' for none (API 1.6)' \
                '--entrypoint' 'Replace the image\'s entrypoint; \'\' for none (API 1.6)' \
                '-m' 'Memory limit, in bytes or with a unit (512m)' \
                '--memory' 'Memory limit, in bytes or with a unit (512m)' \
                '--memory-swap' 'Limit on memory plus swap; -1: unlimited' \
                '-c' 'CPU shares, relative to other containers' \
                '--cpu-shares' 'CPU shares, relative to other containers' \
                '-dns' 'Use this DNS server' \
                '--dns' 'Use this DNS server' \
                '-n' 'Enable networking.  [default: true]' \
                '--networking' 'Enable networking.  [default: true]' \
                '-lxc-conf' 'Set an LXC option (engines that use LXC)' \
                '--lxc-conf' 'Set an LXC option (engines that use LXC)' \
                '-privileged' 'Give the container all capabilities' \
                '--privileged' 'Give the container all capabilities' \
                '-cidfile' 'Write the container\'s id to a file' \
                '--cidfile' 'Write the container\'s id to a file' \
                '-rm' 'Remove the container when it exits' \
                '--rm' 'Remove the container when it exits' \
                '--platform' 'Platform of the image (API 1.41)' \
                '-q' 'Do not show the progress of a pull' \
                '--quiet' 'Do not show the progress of a pull' \
                '--disable-content-trust' 'No effect: docker15 does not verify image signatures' \
                '--use-api-socket' 'Mount the engine\'s API socket, with your logins (API 1.25)' \
                '--init' 'Run an init that forwards signals and reaps processes (API 1.25)' \
                '--stop-signal' 'Signal that stops the container, instead of TERM (API 1.21)' \
                '--stop-timeout' 'How long a stop waits before SIGKILL (API 1.25)' \
                '--mount' 'Mount type=bind, volume, tmpfs or image, with source=, target=, readonly (API 1.25)' \
                '--tmpfs' 'Mount a tmpfs, a directory in memory (API 1.22)' \
                '--read-only' 'Make the root filesystem read-only (API 1.17)' \
                '--device' 'Add a host device, or a CDI device VENDOR/CLASS=NAME (API 1.14)' \
                '--device-cgroup-rule' 'Add a device cgroup rule, such as \'c 1:3 rwm\' (API 1.28)' \
                '--gpus' 'Add GPUs: all, N, or device=ID, driver=NAME, capabilities=LIST (API 1.40)' \
                '--volume-driver' 'Driver for the volumes that -v creates (API 1.21)' \
                '--net' 'Network: NAME, none, host, container:NAME; or name=NAME with alias=, ip=, ip6=, mac-address= and others, separated by commas; several: API 1.44 (API 1.11)' \
                '--network' 'Network: NAME, none, host, container:NAME; or name=NAME with alias=, ip=, ip6=, mac-address= and others, separated by commas; several: API 1.44 (API 1.11)' \
                '--network-alias' 'Alias of the container in the network (API 1.22)' \
                '--ip' 'IPv4 address in the container\'s network (API 1.22)' \
                '--ip6' 'IPv6 address in the container\'s network (API 1.22)' \
                '--link-local-ip' 'Link-local address in the container\'s network (API 1.24)' \
                '--mac-address' 'MAC address, such as 92:d0:c6:0a:29:33 (API 1.15)' \
                '-P' 'Publish all exposed ports (API 1.6)' \
                '--publish-all' 'Publish all exposed ports (API 1.6)' \
                '--expose' 'Expose a port (API 1.6)' \
                '--link' 'Link to another container (API 1.6)' \
                '--add-host' 'Add a line to /etc/hosts (API 1.15)' \
                '--dns-search' 'Add a DNS search domain (API 1.11)' \
                '--dns-opt' 'Option of the resolver, such as ndots:2 (API 1.21)' \
                '--dns-option' 'Option of the resolver, such as ndots:2 (API 1.21)' \
                '--memory-reservation' 'Soft limit on memory, below --memory (API 1.21)' \
                '--memory-swappiness' 'Tendency to swap, 0 to 100; -1: the host\'s (API 1.20)' \
                '--kernel-memory' 'Limit on kernel memory; no effect since API 1.42 (API 1.21)' \
                '--oom-kill-disable' 'Disable the OOM killer (API 1.19)' \
                '--oom-score-adj' 'OOM killer preference, -1000 to 1000 (API 1.22)' \
                '--cpus' 'Number of CPUs, such as 1.5 (API 1.25)' \
                '--cpu-period' 'CPU scheduler period that --cpu-quota refers to (API 1.19)' \
                '--cpu-quota' 'CPU time in each --cpu-period; -1: unlimited (API 1.19)' \
                '--cpu-rt-period' 'Real-time scheduler period (API 1.25)' \
                '--cpu-rt-runtime' 'Real-time CPU time in each --cpu-rt-period (API 1.25)' \
                '--cpuset-cpus' 'Only run on these CPUs (API 1.18)' \
                '--cpuset-mems' 'Only use these memory nodes (API 1.19)' \
                '--blkio-weight' 'Block I/O weight, 10 to 1000; 0: none of its own (API 1.19)' \
                '--blkio-weight-device' 'Block I/O weight on one device (API 1.22)' \
                '--device-read-bps' 'Limit on reads from a device, in bytes per second (API 1.22)' \
                '--device-write-bps' 'Limit on writes to a device, in bytes per second (API 1.22)' \
                '--device-read-iops' 'Limit on reads from a device per second (API 1.22)' \
                '--device-write-iops' 'Limit on writes to a device per second (API 1.22)' \
                '--pids-limit' 'Limit on the number of processes; -1: unlimited (API 1.23)' \
                '--shm-size' 'Size of /dev/shm (API 1.22)' \
                '--ulimit' 'Set a ulimit, such as nofile (API 1.18)' \
                '--storage-opt' 'Option of the storage driver, such as size=10G (API 1.24)' \
                '--cgroup-parent' 'Parent cgroup (API 1.18)' \
                '--cap-add' 'Add a capability, or ALL (API 1.14)' \
                '--cap-drop' 'Drop a capability, or ALL (API 1.14)' \
                '--security-opt' 'Security option, such as no-new-privileges or seccomp=FILE (API 1.15)' \
                '--group-add' 'Join an additional group (API 1.20)' \
                '--ipc' 'IPC namespace: host or container:NAME (API 1.16)' \
                '--uts' 'UTS namespace: host (API 1.19)' \
                '--cgroupns' 'Cgroup namespace: host or private (API 1.41)' \
                '--isolation' 'Isolation technology; on Linux only default (API 1.22)' \
                '--runtime' 'OCI runtime to use (API 1.24)' \
                '--pid' 'PID namespace: host or container:NAME (API 1.17)' \
                '--userns' 'User namespace, such as host (API 1.23)' \
                '--sysctl' 'Set a kernel parameter (API 1.24)' \
                '--health-cmd' 'Command that checks the container\'s health (API 1.24)' \
                '--health-interval' 'Time between health checks, such as 30s (API 1.24)' \
                '--health-timeout' 'How long a health check may take (API 1.24)' \
                '--health-retries' 'Consecutive failures needed to report unhealthy (API 1.24)' \
                '--health-start-period' 'Time after the start when failures do not count (API 1.29)' \
                '--health-start-interval' 'Time between health checks in the start period (API 1.44)' \
                '--no-healthcheck' 'Disable the image\'s health check (API 1.24)' \
                '--restart' 'Restart policy: no, always, unless-stopped or on-failure[:N] (API 1.14)' \
                '--label-file' 'Read labels from a file (API 1.18)' \
                '-l' 'Add a label (API 1.18)' \
                '--label' 'Add a label (API 1.18)' \
                '--annotation' 'Add an annotation for the OCI runtime (API 1.43)' \
                '--log-driver' 'Logging driver (API 1.18)' \
                '--log-opt' 'Option of the logging driver (API 1.18)' \
                '--help' 'Show the help'
        case 'rename'
            printf '%s\t%s\n' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'restart'
            printf '%s\t%s\n' \
                '-t' 'Wait this long before SIGKILL; -1: forever.  [default: the container\'s own, or 10]' \
                '--time' 'Wait this long before SIGKILL; -1: forever.  [default: the container\'s own, or 10]' \
                '--timeout' 'Wait this long before SIGKILL; -1: forever.  [default: the container\'s own, or 10]' \
                '-s' 'Send this signal instead of the container\'s own (API 1.42)' \
                '--signal' 'Send this signal instead of the container\'s own (API 1.42)' \
                '--wait' 'Wait until it is running, healthy, listening (port:P) or logs a line (log:REGEX)' \
                '--wait-timeout' 'With --wait: give up after this time, with status 124' \
                '--filter' 'Work on the containers that match, instead of on names' \
                '--all-hosts' 'Run on each of several engines' \
                '--parallel' 'With --all-hosts: work on at most N engines at a time' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'rm'
            printf '%s\t%s\n' \
                '-v' 'Remove their volumes too' \
                '--volumes' 'Remove their volumes too' \
                '-f' 'Kill running containers first; ignore missing ones' \
                '--force' 'Kill running containers first; ignore missing ones' \
                '-l' 'Remove a link, given as CONTAINER/ALIAS (API 1.6)' \
                '--link' 'Remove a link, given as CONTAINER/ALIAS (API 1.6)' \
                '--filter' 'Work on the containers that match, instead of on names' \
                '-y' 'With --filter: do not prompt for confirmation' \
                '--yes' 'With --filter: do not prompt for confirmation' \
                '--all-hosts' 'Run on each of several engines' \
                '--parallel' 'With --all-hosts: work on at most N engines at a time' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'rmi'
            printf '%s\t%s\n' \
                '-f' 'Remove images with several tags (API 1.10); ignore missing ones' \
                '--force' 'Remove images with several tags (API 1.10); ignore missing ones' \
                '--no-prune' 'Do not delete untagged parents (API 1.10)' \
                '--platform' 'Only remove the image for this platform (API 1.50)' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'run'
            printf '%s\t%s\n' \
                '-d' 'Run in the background, and print the id' \
                '--detach' 'Run in the background, and print the id' \
                '--wait' 'Wait until it is running, healthy, listening (port:P) or logs a line (log:REGEX)' \
                '--wait-timeout' 'With --wait: give up after this time, with status 124' \
                '--detach-keys' 'Keys that detach from the terminal; \'\' for none.  [default: ctrl-p,ctrl-q]' \
                '-sig-proxy' 'Pass signals on to the container.  [default: true]' \
                '--sig-proxy' 'Pass signals on to the container.  [default: true]' \
                '-a' 'Only attach to stdin, stdout or stderr' \
                '--attach' 'Only attach to stdin, stdout or stderr' \
                '-i' 'Keep stdin open' \
                '--interactive' 'Keep stdin open' \
                '-t' 'Allocate a pseudo-terminal' \
                '--tty' 'Allocate a pseudo-terminal' \
                '-e' 'Set an environment variable; without a value, pass on yours' \
                '--env' 'Set an environment variable; without a value, pass on yours' \
                '--env-file' 'Read environment variables from a file' \
                '-v' 'Mount a host directory (./DIR: relative to here) or a volume; a named volume: NAME:/PATH (API 1.21)' \
                '--volume' 'Mount a host directory (./DIR: relative to here) or a volume; a named volume: NAME:/PATH (API 1.21)' \
                '-volumes-from' 'Mount the volumes of another container' \
                '--volumes-from' 'Mount the volumes of another container' \
                '-p' 'Publish a port or a range; on one IP of the host (API 1.6); on any free port of a range (API 1.21)' \
                '--publish' 'Publish a port or a range; on one IP of the host (API 1.6); on any free port of a range (API 1.21)' \
                '-w' 'Working directory in the container' \
                '--workdir' 'Working directory in the container' \
                '-u' 'Run as this user name or uid' \
                '--user' 'Run as this user name or uid' \
                '-h' 'Host name of the container' \
                '--hostname' 'Host name of the container' \
                '--domainname' 'Domain name of the container; without it, what follows the first dot of --hostname' \
                '-entrypoint' 'Replace the image\'s entrypoint; \'\' for none (API 1.6)' \
                '--entrypoint' 'Replace the image\'s entrypoint; \'\' for none (API 1.6)' \
                '-m' 'Memory limit, in bytes or with a unit (512m)' \
                '--memory' 'Memory limit, in bytes or with a unit (512m)' \
                '--memory-swap' 'Limit on memory plus swap; -1: unlimited' \
                '-c' 'CPU shares, relative to other containers' \
                '--cpu-shares' 'CPU shares, relative to other containers' \
                '-dns' 'Use this DNS server' \
                '--dns' 'Use this DNS server' \
                '-n' 'Enable networking.  [default: true]' \
                '--networking' 'Enable networking.  [default: true]' \
                '-lxc-conf' 'Set an LXC option (engines that use LXC)' \
                '--lxc-conf' 'Set an LXC option (engines that use LXC)' \
                '-privileged' 'Give the container all capabilities' \
                '--privileged' 'Give the container all capabilities' \
                '-cidfile' 'Write the container\'s id to a file' \
                '--cidfile' 'Write the container\'s id to a file' \
                '-rm' 'Remove the container when it exits' \
                '--rm' 'Remove the container when it exits' \
                '--name' 'Name the container (API 1.6)' \
                '--platform' 'Platform of the image (API 1.41)' \
                '--pull' 'When to pull the image: missing, always or never' \
                '-q' 'Do not show the progress of a pull' \
                '--quiet' 'Do not show the progress of a pull' \
                '--disable-content-trust' 'No effect: docker15 does not verify image signatures' \
                '--use-api-socket' 'Mount the engine\'s API socket, with your logins (API 1.25)' \
                '--init' 'Run an init that forwards signals and reaps processes (API 1.25)' \
                '--stop-signal' 'Signal that stops the container, instead of TERM (API 1.21)' \
                '--stop-timeout' 'How long a stop waits before SIGKILL (API 1.25)' \
                '--mount' 'Mount type=bind, volume, tmpfs or image, with source=, target=, readonly (API 1.25)' \
                '--tmpfs' 'Mount a tmpfs, a directory in memory (API 1.22)' \
                '--read-only' 'Make the root filesystem read-only (API 1.17)' \
                '--device' 'Add a host device, or a CDI device VENDOR/CLASS=NAME (API 1.14)' \
                '--device-cgroup-rule' 'Add a device cgroup rule, such as \'c 1:3 rwm\' (API 1.28)' \
                '--gpus' 'Add GPUs: all, N, or device=ID, driver=NAME, capabilities=LIST (API 1.40)' \
                '--volume-driver' 'Driver for the volumes that -v creates (API 1.21)' \
                '--net' 'Network: NAME, none, host, container:NAME; or name=NAME with alias=, ip=, ip6=, mac-address= and others, separated by commas; several: API 1.44 (API 1.11)' \
                '--network' 'Network: NAME, none, host, container:NAME; or name=NAME with alias=, ip=, ip6=, mac-address= and others, separated by commas; several: API 1.44 (API 1.11)' \
                '--network-alias' 'Alias of the container in the network (API 1.22)' \
                '--ip' 'IPv4 address in the container\'s network (API 1.22)' \
                '--ip6' 'IPv6 address in the container\'s network (API 1.22)' \
                '--link-local-ip' 'Link-local address in the container\'s network (API 1.24)' \
                '--mac-address' 'MAC address, such as 92:d0:c6:0a:29:33 (API 1.15)' \
                '-P' 'Publish all exposed ports (API 1.6)' \
                '--publish-all' 'Publish all exposed ports (API 1.6)' \
                '--expose' 'Expose a port (API 1.6)' \
                '--link' 'Link to another container (API 1.6)' \
                '--add-host' 'Add a line to /etc/hosts (API 1.15)' \
                '--dns-search' 'Add a DNS search domain (API 1.11)' \
                '--dns-opt' 'Option of the resolver, such as ndots:2 (API 1.21)' \
                '--dns-option' 'Option of the resolver, such as ndots:2 (API 1.21)' \
                '--memory-reservation' 'Soft limit on memory, below --memory (API 1.21)' \
                '--memory-swappiness' 'Tendency to swap, 0 to 100; -1: the host\'s (API 1.20)' \
                '--kernel-memory' 'Limit on kernel memory; no effect since API 1.42 (API 1.21)' \
                '--oom-kill-disable' 'Disable the OOM killer (API 1.19)' \
                '--oom-score-adj' 'OOM killer preference, -1000 to 1000 (API 1.22)' \
                '--cpus' 'Number of CPUs, such as 1.5 (API 1.25)' \
                '--cpu-period' 'CPU scheduler period that --cpu-quota refers to (API 1.19)' \
                '--cpu-quota' 'CPU time in each --cpu-period; -1: unlimited (API 1.19)' \
                '--cpu-rt-period' 'Real-time scheduler period (API 1.25)' \
                '--cpu-rt-runtime' 'Real-time CPU time in each --cpu-rt-period (API 1.25)' \
                '--cpuset-cpus' 'Only run on these CPUs (API 1.18)' \
                '--cpuset-mems' 'Only use these memory nodes (API 1.19)' \
                '--blkio-weight' 'Block I/O weight, 10 to 1000; 0: none of its own (API 1.19)' \
                '--blkio-weight-device' 'Block I/O weight on one device (API 1.22)' \
                '--device-read-bps' 'Limit on reads from a device, in bytes per second (API 1.22)' \
                '--device-write-bps' 'Limit on writes to a device, in bytes per second (API 1.22)' \
                '--device-read-iops' 'Limit on reads from a device per second (API 1.22)' \
                '--device-write-iops' 'Limit on writes to a device per second (API 1.22)' \
                '--pids-limit' 'Limit on the number of processes; -1: unlimited (API 1.23)' \
                '--shm-size' 'Size of /dev/shm (API 1.22)' \
                '--ulimit' 'Set a ulimit, such as nofile (API 1.18)' \
                '--storage-opt' 'Option of the storage driver, such as size=10G (API 1.24)' \
                '--cgroup-parent' 'Parent cgroup (API 1.18)' \
                '--cap-add' 'Add a capability, or ALL (API 1.14)' \
                '--cap-drop' 'Drop a capability, or ALL (API 1.14)' \
                '--security-opt' 'Security option, such as no-new-privileges or seccomp=FILE (API 1.15)' \
                '--group-add' 'Join an additional group (API 1.20)' \
                '--ipc' 'IPC namespace: host or container:NAME (API 1.16)' \
                '--uts' 'UTS namespace: host (API 1.19)' \
                '--cgroupns' 'Cgroup namespace: host or private (API 1.41)' \
                '--isolation' 'Isolation technology; on Linux only default (API 1.22)' \
                '--runtime' 'OCI runtime to use (API 1.24)' \
                '--pid' 'PID namespace: host or container:NAME (API 1.17)' \
                '--userns' 'User namespace, such as host (API 1.23)' \
                '--sysctl' 'Set a kernel parameter (API 1.24)' \
                '--health-cmd' 'Command that checks the container\'s health (API 1.24)' \
                '--health-interval' 'Time between health checks, such as 30s (API 1.24)' \
                '--health-timeout' 'How long a health check may take (API 1.24)' \
                '--health-retries' 'Consecutive failures needed to report unhealthy (API 1.24)' \
                '--health-start-period' 'Time after the start when failures do not count (API 1.29)' \
                '--health-start-interval' 'Time between health checks in the start period (API 1.44)' \
                '--no-healthcheck' 'Disable the image\'s health check (API 1.24)' \
                '--restart' 'Restart policy: no, always, unless-stopped or on-failure[:N] (API 1.14)' \
                '--label-file' 'Read labels from a file (API 1.18)' \
                '-l' 'Add a label (API 1.18)' \
                '--label' 'Add a label (API 1.18)' \
                '--annotation' 'Add an annotation for the OCI runtime (API 1.43)' \
                '--log-driver' 'Logging driver (API 1.18)' \
                '--log-opt' 'Option of the logging driver (API 1.18)' \
                '--all-hosts' 'Run on each of several engines' \
                '--parallel' 'With --all-hosts: work on at most N engines at a time' \
                '--help' 'Show the help'
        case 'save'
            printf '%s\t%s\n' \
                '-o' 'Write to this file instead of stdout' \
                '--output' 'Write to this file instead of stdout' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'search'
            printf '%s\t%s\n' \
                '-notrunc' 'Do not truncate output' \
                '--no-trunc' 'Do not truncate output' \
                '--limit' 'Show at most N images' \
                '-f' 'Only show matches (API 1.24)' \
                '--filter' 'Only show matches (API 1.24)' \
                '--format' 'Format as docker\'s JSON, as the API\'s, or by a Go template such as \'{{json .}}\'' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'start'
            printf '%s\t%s\n' \
                '-a' 'Attach to its output, and exit with its status' \
                '--attach' 'Attach to its output, and exit with its status' \
                '-i' 'Attach to its stdin too' \
                '--interactive' 'Attach to its stdin too' \
                '--detach-keys' 'Keys that detach from the terminal; \'\' for none.  [default: ctrl-p,ctrl-q]' \
                '-sig-proxy' 'Pass signals on to the container.  [default: true]' \
                '--sig-proxy' 'Pass signals on to the container.  [default: true]' \
                '--wait' 'Wait until it is running, healthy, listening (port:P) or logs a line (log:REGEX)' \
                '--wait-timeout' 'With --wait: give up after this time, with status 124' \
                '--filter' 'Work on the containers that match, instead of on names' \
                '--all-hosts' 'Run on each of several engines' \
                '--parallel' 'With --all-hosts: work on at most N engines at a time' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'stats'
            printf '%s\t%s\n' \
                '-a' 'Show stopped containers too' \
                '--all' 'Show stopped containers too' \
                '--sort' 'Sort by CPU or memory usage, highest first, or by name' \
                '--no-stream' 'Show the statistics once' \
                '-notrunc' 'Do not truncate output' \
                '--no-trunc' 'Do not truncate output' \
                '--format' 'Format as docker\'s JSON, as the API\'s, or by a Go template such as \'{{json .}}\'' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'stop'
            printf '%s\t%s\n' \
                '-t' 'Wait this long before SIGKILL; -1: forever.  [default: the container\'s own, or 10]' \
                '--time' 'Wait this long before SIGKILL; -1: forever.  [default: the container\'s own, or 10]' \
                '--timeout' 'Wait this long before SIGKILL; -1: forever.  [default: the container\'s own, or 10]' \
                '-s' 'Send this signal instead of the container\'s own (API 1.42)' \
                '--signal' 'Send this signal instead of the container\'s own (API 1.42)' \
                '--filter' 'Work on the containers that match, instead of on names' \
                '--all-hosts' 'Run on each of several engines' \
                '--parallel' 'With --all-hosts: work on at most N engines at a time' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'system'
            printf '%s\t%s\n' \
                '--help' 'Show the help' \
                '-h' 'Show the help'
        case 'system-df'
            printf '%s\t%s\n' \
                '-v' 'Show each image, container, volume and cache record' \
                '--verbose' 'Show each image, container, volume and cache record' \
                '--format' 'Format as docker\'s JSON, as the API\'s, or by a Go template such as \'{{json .}}\'' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'system-prune'
            printf '%s\t%s\n' \
                '-a' 'Remove all unused images, not just dangling ones' \
                '--all' 'Remove all unused images, not just dangling ones' \
                '--filter' 'Only remove matches: until=, label=, label!=' \
                '-f' 'Do not prompt for confirmation' \
                '--force' 'Do not prompt for confirmation' \
                '--dry-run' 'Only show what would be removed' \
                '--volumes' 'Remove unused volumes without a name too' \
                '--all-hosts' 'Run on each of several engines' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'tag'
            printf '%s\t%s\n' \
                '-f' 'Move a name that another image already has' \
                '--force' 'Move a name that another image already has' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'top'
            printf '%s\t%s\n' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'unpause'
            printf '%s\t%s\n' \
                '--filter' 'Work on the containers that match, instead of on names' \
                '--all-hosts' 'Run on each of several engines' \
                '--parallel' 'With --all-hosts: work on at most N engines at a time' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'update'
            printf '%s\t%s\n' \
                '--blkio-weight' 'Block I/O weight, 10 to 1000' \
                '--cpu-period' 'Period of the CPU scheduler, in microseconds' \
                '--cpu-quota' 'CPU time in each period, in microseconds; -1: unlimited' \
                '--cpu-rt-period' 'Period of the real-time scheduler, in microseconds (API 1.25)' \
                '--cpu-rt-runtime' 'Real-time CPU time in each period, in microseconds (API 1.25)' \
                '-c' 'CPU shares, relative to other containers' \
                '--cpu-shares' 'CPU shares, relative to other containers' \
                '--cpus' 'Number of CPUs, such as 1.5 (API 1.29)' \
                '--cpuset-cpus' 'Only run on these CPUs' \
                '--cpuset-mems' 'Only use these memory nodes' \
                '-m' 'Memory limit, in bytes or with a unit (512m)' \
                '--memory' 'Memory limit, in bytes or with a unit (512m)' \
                '--memory-reservation' 'Soft limit on memory' \
                '--memory-swap' 'Limit on memory plus swap; -1: unlimited' \
                '--pids-limit' 'Limit on the number of processes; -1: unlimited (API 1.40)' \
                '--restart' 'Restart policy: no, always, unless-stopped or on-failure[:N] (API 1.23)' \
                '--all-hosts' 'Run on each of several engines' \
                '--parallel' 'With --all-hosts: work on at most N engines at a time' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'version'
            printf '%s\t%s\n' \
                '-f' 'Format as docker\'s JSON, as the API\'s, or by a Go template such as \'{{json .}}\'' \
                '--format' 'Format as docker\'s JSON, as the API\'s, or by a Go template such as \'{{json .}}\'' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'volume'
            printf '%s\t%s\n' \
                '--help' 'Show the help' \
                '-h' 'Show the help'
        case 'volume-cp'
            printf '%s\t%s\n' \
                '--from' 'Copy from this engine.  [default: the one in use]' \
                '--to' 'Copy to this engine; may be repeated' \
                '--image' 'Create the container from this image.  [default: the smallest on the engine]' \
                '-f' 'Copy into existing volumes' \
                '--force' 'Copy into existing volumes' \
                '-q' 'Do not show the progress' \
                '--quiet' 'Do not show the progress' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'volume-create'
            printf '%s\t%s\n' \
                '-d' 'Volume driver.  [default: local]' \
                '--driver' 'Volume driver.  [default: local]' \
                '--label' 'Set a label (API 1.23)' \
                '-o' 'Set an option of the driver' \
                '--opt' 'Set an option of the driver' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'volume-export'
            printf '%s\t%s\n' \
                '-o' 'Write to this file instead of stdout' \
                '--output' 'Write to this file instead of stdout' \
                '--image' 'Create the container from this image.  [default: the smallest on the engine]' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'volume-import'
            printf '%s\t%s\n' \
                '-i' 'Read from this file instead of stdin' \
                '--input' 'Read from this file instead of stdin' \
                '--image' 'Create the container from this image.  [default: the smallest on the engine]' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'volume-ls'
            printf '%s\t%s\n' \
                '-q' 'Only show names' \
                '--quiet' 'Only show names' \
                '-f' 'Only show matches (API 1.12)' \
                '--filter' 'Only show matches (API 1.12)' \
                '--format' 'Format as docker\'s JSON, as the API\'s, or by a Go template such as \'{{json .}}\'' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'volume-prune'
            printf '%s\t%s\n' \
                '-a' 'Remove all unused volumes, not just anonymous ones' \
                '--all' 'Remove all unused volumes, not just anonymous ones' \
                '--filter' 'Only remove matches: label=, label!=, all=' \
                '-f' 'Do not prompt for confirmation' \
                '--force' 'Do not prompt for confirmation' \
                '--dry-run' 'Only show what would be removed' \
                '--all-hosts' 'Run on each of several engines' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'volume-rm'
            printf '%s\t%s\n' \
                '-f' 'Ignore missing volumes (API 1.25)' \
                '--force' 'Ignore missing volumes (API 1.25)' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'wait'
            printf '%s\t%s\n' \
                '--condition' 'What to wait for: not-running, next-exit, removed or healthy.  [default: not-running]' \
                '--timeout' 'Give up after this time, with exit status 124' \
                '--filter' 'Work on the containers that match, instead of on names' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
    end
end

function __docker15_argument -a command number
    switch $command:$number
        case 'attach:0'
            echo 'running'
        case 'build:0'
            echo 'directories'
        case 'commit:0'
            echo 'containers'
        case 'commit:1'
            echo 'repositories'
        case 'completion:0'
            echo '=bash zsh fish'
        case 'container:0'
            echo '=attach commit cp create diff exec export inspect kill list logs ls pause port prune ps recreate rename restart rm run start stats stop top unpause update wait'
        case 'context:0'
            echo '=create export import inspect list ls remove rm show update use'
        case 'context-export:0'
            echo 'contexts'
        case 'context-export:1'
            echo 'files'
        case 'context-import:1'
            echo 'files'
        case 'context-inspect:*'
            echo 'contexts'
        case 'context-rm:*'
            echo 'contexts'
        case 'context-update:0'
            echo 'contexts'
        case 'context-use:0'
            echo 'contexts'
        case 'cp:0'
            echo 'container-path'
        case 'cp:*'
            echo 'container-path'
        case 'create:0'
            echo 'images'
        case 'diff:0'
            echo 'containers'
        case 'exec:0'
            echo 'running'
        case 'export:0'
            echo 'containers'
        case 'help:*'
            echo 'commands'
        case 'history:0'
            echo 'images'
        case 'image:0'
            echo '=build cp history import inspect list load ls prune pull push remove rm save tag'
        case 'image-cp:*'
            echo 'images'
        case 'images:0'
            echo 'repositories'
        case 'import:0'
            echo 'files'
        case 'import:1'
            echo 'repositories'
        case 'insert:0'
            echo 'images'
        case 'inspect:*'
            echo 'objects'
        case 'kill:*'
            echo 'running'
        case 'login:0'
            echo 'servers'
        case 'logout:0'
            echo 'servers'
        case 'logs:*'
            echo 'containers'
        case 'network:0'
            echo '=connect create disconnect inspect list ls prune remove rm'
        case 'network-connect:0'
            echo 'networks'
        case 'network-connect:1'
            echo 'containers'
        case 'network-disconnect:0'
            echo 'networks'
        case 'network-disconnect:1'
            echo 'containers'
        case 'network-rm:*'
            echo 'networks'
        case 'pause:*'
            echo 'running'
        case 'port:0'
            echo 'running'
        case 'port:1'
            echo 'ports'
        case 'pull:0'
            echo 'images'
        case 'push:0'
            echo 'pushable'
        case 'recreate:0'
            echo 'containers'
        case 'rename:0'
            echo 'containers'
        case 'restart:*'
            echo 'containers'
        case 'rm:*'
            echo 'containers'
        case 'rmi:*'
            echo 'images'
        case 'run:0'
            echo 'images'
        case 'save:*'
            echo 'images'
        case 'start:*'
            echo 'stopped'
        case 'stats:*'
            echo 'running'
        case 'stop:*'
            echo 'running'
        case 'system:0'
            echo '=df events info prune'
        case 'tag:0'
            echo 'images'
        case 'tag:1'
            echo 'repositories'
        case 'top:0'
            echo 'running'
        case 'unpause:*'
            echo 'running'
        case 'update:*'
            echo 'containers'
        case 'volume:0'
            echo '=cp create export import inspect list ls prune remove rm'
        case 'volume-cp:*'
            echo 'volumes'
        case 'volume-export:0'
            echo 'volumes'
        case 'volume-import:0'
            echo 'volumes'
        case 'volume-rm:*'
            echo 'volumes'
        case 'wait:*'
            echo 'containers'
    end
end

complete -c docker15 -f -a '(__docker15)'
