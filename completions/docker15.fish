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
            end
        else if test -z "$command"
            set command $each
            set -e globals[-1]
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

# What the word behind this option is: a kind, or empty for no value.
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
        'context' 'List docker\'s contexts, or show the one in use' \
        'cp' 'Copy files between a container and this machine' \
        'create' 'Create a container without starting it' \
        'diff' 'Show a container\'s changed (C), added (A), deleted (D) files' \
        'events' 'Show the engine\'s events as they happen' \
        'exec' 'Run another command in a running container (API 1.15)' \
        'export' 'Export a container\'s files as a tar archive' \
        'help' 'Show the help of docker15 or of a command' \
        'history' 'Show how an image was built' \
        'images' 'List images' \
        'import' 'Create an image from a tar archive of a root filesystem' \
        'info' 'Show information about the engine' \
        'insert' 'Create an image by adding a file from a URL to another image' \
        'inspect' 'Show containers and images as JSON' \
        'kill' 'Kill running containers' \
        'login' 'Log in to a registry (the index, unless SERVER is given)' \
        'logout' 'Log out of a registry (the index, unless SERVER is given)' \
        'logs' 'Show the output of a container' \
        'port' 'Show a container\'s published ports' \
        'ps' 'List containers' \
        'pull' 'Pull an image or a repository from a registry' \
        'push' 'Push an image or a repository to a registry' \
        'restart' 'Restart containers' \
        'rm' 'Remove containers' \
        'rmi' 'Remove images' \
        'run' 'Run a command in a new container' \
        'search' 'Search the index for images' \
        'start' 'Start stopped containers' \
        'stop' 'Stop running containers: SIGTERM, then SIGKILL' \
        'tag' 'Give an image another name' \
        'top' 'Show the processes of a container' \
        'version' 'Show the versions of docker15 and of the engine' \
        'wait' 'Wait until containers stop, and print their exit codes'
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
        case 'build:platform'
            echo '=linux/386 linux/amd64 linux/arm/v7 linux/arm64 linux/ppc64le'
        case 'build:build-arg'
            echo 'environment'
        case 'build:f' 'build:file'
            echo 'files'
        case 'build:cache-from'
            echo 'images'
        case 'build:network'
            echo 'networks'
        case 'build:add-host' 'build:label' 'build:shm-size' 'build:target'
            echo 'nothing'
        case 'build:t' 'build:tag'
            echo 'repositories'
        case 'build:force-rm' 'build:h' 'build:help' 'build:no-cache' 'build:pull' 'build:q' 'build:quiet' 'build:rm'
            echo ''
        case 'commit:a' 'commit:author' 'commit:m' 'commit:message' 'commit:run'
            echo 'nothing'
        case 'commit:h' 'commit:help'
            echo ''
        case 'completion:alias'
            echo '=docker'
        case 'completion:h' 'completion:help'
            echo ''
        case 'context:format'
            echo '=json {{.Name}} {{.Description}} {{.DockerEndpoint}} {{.Current}} {{.Error}}'
        case 'context:h' 'context:help' 'context:q' 'context:quiet'
            echo ''
        case 'cp:h' 'cp:help'
            echo ''
        case 'create:cap-add' 'create:cap-drop'
            echo '=ALL AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_ADMIN NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_ADMIN SYS_CHROOT SYS_MODULE SYS_NICE SYS_PTRACE SYS_RESOURCE SYS_TIME SYSLOG'
        case 'create:stop-signal'
            echo '=HUP INT QUIT ABRT KILL USR1 USR2 PIPE ALRM TERM CONT STOP TSTP WINCH'
        case 'create:ulimit'
            echo '=core= cpu= fsize= memlock= nofile= nproc= rtprio= stack='
        case 'create:ipc'
            echo '=host none private shareable'
        case 'create:pid' 'create:userns'
            echo '=host'
        case 'create:log-driver'
            echo '=json-file journald local none syslog k8s-file passthrough'
        case 'create:platform'
            echo '=linux/386 linux/amd64 linux/arm/v7 linux/arm64 linux/ppc64le'
        case 'create:log-opt'
            echo '=max-file= max-size='
        case 'create:pull'
            echo '=missing always never'
        case 'create:restart'
            echo '=no always unless-stopped on-failure'
        case 'create:security-opt'
            echo '=no-new-privileges seccomp= apparmor= label=disable'
        case 'create:mount'
            echo '=type=bind,source= type=volume,source= type=tmpfs,target='
        case 'create:v' 'create:volume'
            echo 'binds'
        case 'create:link' 'create:volumes-from'
            echo 'containers'
        case 'create:e' 'create:env'
            echo 'environment'
        case 'create:cidfile' 'create:device' 'create:env-file' 'create:label-file'
            echo 'files'
        case 'create:net' 'create:network'
            echo 'networks'
        case 'create:add-host' 'create:c' 'create:cpu-shares' 'create:cpus' 'create:cpuset-cpus' 'create:dns' 'create:dns-search' 'create:entrypoint' 'create:expose' 'create:group-add' 'create:h' 'create:health-cmd' 'create:health-interval' 'create:health-retries' 'create:health-start-period' 'create:health-timeout' 'create:hostname' 'create:ip' 'create:ip6' 'create:l' 'create:label' 'create:lxc-conf' 'create:m' 'create:memory' 'create:memory-swap' 'create:name' 'create:network-alias' 'create:p' 'create:pids-limit' 'create:publish' 'create:shm-size' 'create:stop-timeout' 'create:sysctl' 'create:tmpfs' 'create:u' 'create:user' 'create:w' 'create:workdir'
            echo 'nothing'
        case 'create:P' 'create:help' 'create:i' 'create:init' 'create:interactive' 'create:n' 'create:networking' 'create:no-healthcheck' 'create:privileged' 'create:publish-all' 'create:read-only' 'create:rm' 'create:t' 'create:tty'
            echo ''
        case 'diff:h' 'diff:help'
            echo ''
        case 'events:f' 'events:filter'
            echo '=container= event= image= label= type='
        case 'events:format'
            echo '=json {{.Status}} {{.ID}} {{.From}} {{.Type}} {{.Action}} {{.Actor}} {{.Scope}} {{.Time}} {{.TimeNano}} {{.Host}}'
        case 'events:since' 'events:until'
            echo 'nothing'
        case 'events:h' 'events:help'
            echo ''
        case 'exec:e' 'exec:env'
            echo 'environment'
        case 'exec:env-file'
            echo 'files'
        case 'exec:detach-keys'
            echo 'keys'
        case 'exec:u' 'exec:user' 'exec:w' 'exec:workdir'
            echo 'nothing'
        case 'exec:d' 'exec:detach' 'exec:h' 'exec:help' 'exec:i' 'exec:interactive' 'exec:privileged' 'exec:t' 'exec:tty'
            echo ''
        case 'export:o' 'export:output'
            echo 'files'
        case 'export:h' 'export:help'
            echo ''
        case 'help:h' 'help:help'
            echo ''
        case 'history:format'
            echo '=json {{.ID}} {{.CreatedSince}} {{.CreatedAt}} {{.CreatedBy}} {{.Size}} {{.Comment}} {{.Host}}'
        case 'history:h' 'history:help' 'history:no-trunc' 'history:notrunc' 'history:q' 'history:quiet'
            echo ''
        case 'images:f' 'images:filter'
            echo '=dangling=true dangling=false label= before= since= reference='
        case 'images:format'
            echo '=json {{.ID}} {{.Repository}} {{.Tag}} {{.Digest}} {{.CreatedSince}} {{.CreatedAt}} {{.Size}} {{.VirtualSize}} {{.SharedSize}} {{.UniqueSize}} {{.Containers}} {{.Host}}'
        case 'images:a' 'images:all' 'images:digests' 'images:h' 'images:help' 'images:no-trunc' 'images:notrunc' 'images:q' 'images:quiet' 'images:tree' 'images:viz'
            echo ''
        case 'import:h' 'import:help'
            echo ''
        case 'info:f' 'info:format'
            echo '=json {{.Containers}} {{.Images}} {{.Driver}} {{.ServerVersion}} {{.NCPU}} {{.MemTotal}}'
        case 'info:h' 'info:help'
            echo ''
        case 'insert:h' 'insert:help'
            echo ''
        case 'inspect:type'
            echo '=container image'
        case 'inspect:f' 'inspect:format'
            echo '=json {{.Id}} {{.Created}} {{.Config.Image}} {{.Config.Env}} {{.State.Running}} {{.State.ExitCode}} {{.State.Pid}} {{.NetworkSettings.IPAddress}} {{.NetworkSettings.Ports}}'
        case 'inspect:h' 'inspect:help' 'inspect:s' 'inspect:size'
            echo ''
        case 'kill:s' 'kill:signal'
            echo '=HUP INT QUIT ABRT KILL USR1 USR2 PIPE ALRM TERM CONT STOP TSTP WINCH'
        case 'kill:all-hosts' 'kill:h' 'kill:help'
            echo ''
        case 'login:e' 'login:email' 'login:p' 'login:password' 'login:u' 'login:username'
            echo 'nothing'
        case 'login:h' 'login:help' 'login:password-stdin'
            echo ''
        case 'logout:h' 'logout:help'
            echo ''
        case 'logs:n' 'logs:tail'
            echo '=all'
        case 'logs:since' 'logs:until'
            echo 'nothing'
        case 'logs:f' 'logs:follow' 'logs:h' 'logs:help' 'logs:t' 'logs:timestamps'
            echo ''
        case 'port:h' 'port:help'
            echo ''
        case 'ps:f' 'ps:filter'
            echo '=id= label= name= exited= ancestor= status=created status=running status=paused status=exited'
        case 'ps:format'
            echo '=json {{.ID}} {{.Image}} {{.Command}} {{.CreatedAt}} {{.RunningFor}} {{.Status}} {{.State}} {{.Ports}} {{.Size}} {{.Names}} {{.Labels}} {{.Mounts}} {{.LocalVolumes}} {{.Networks}} {{.Host}}'
        case 'ps:before' 'ps:beforeId' 'ps:since' 'ps:sinceId'
            echo 'containers'
        case 'ps:last' 'ps:n'
            echo 'nothing'
        case 'ps:a' 'ps:all' 'ps:h' 'ps:help' 'ps:l' 'ps:latest' 'ps:no-trunc' 'ps:notrunc' 'ps:q' 'ps:quiet' 'ps:s' 'ps:size'
            echo ''
        case 'pull:platform'
            echo '=linux/386 linux/amd64 linux/arm/v7 linux/arm64 linux/ppc64le'
        case 'pull:t' 'pull:tag'
            echo 'nothing'
        case 'pull:all-hosts' 'pull:h' 'pull:help' 'pull:q' 'pull:quiet'
            echo ''
        case 'push:h' 'push:help' 'push:q' 'push:quiet'
            echo ''
        case 'restart:t' 'restart:time' 'restart:timeout'
            echo 'nothing'
        case 'restart:h' 'restart:help'
            echo ''
        case 'rm:all-hosts' 'rm:f' 'rm:force' 'rm:h' 'rm:help' 'rm:v' 'rm:volumes'
            echo ''
        case 'rmi:f' 'rmi:force' 'rmi:h' 'rmi:help'
            echo ''
        case 'run:cap-add' 'run:cap-drop'
            echo '=ALL AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_ADMIN NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_ADMIN SYS_CHROOT SYS_MODULE SYS_NICE SYS_PTRACE SYS_RESOURCE SYS_TIME SYSLOG'
        case 'run:stop-signal'
            echo '=HUP INT QUIT ABRT KILL USR1 USR2 PIPE ALRM TERM CONT STOP TSTP WINCH'
        case 'run:ulimit'
            echo '=core= cpu= fsize= memlock= nofile= nproc= rtprio= stack='
        case 'run:ipc'
            echo '=host none private shareable'
        case 'run:pid' 'run:userns'
            echo '=host'
        case 'run:log-driver'
            echo '=json-file journald local none syslog k8s-file passthrough'
        case 'run:platform'
            echo '=linux/386 linux/amd64 linux/arm/v7 linux/arm64 linux/ppc64le'
        case 'run:log-opt'
            echo '=max-file= max-size='
        case 'run:pull'
            echo '=missing always never'
        case 'run:restart'
            echo '=no always unless-stopped on-failure'
        case 'run:security-opt'
            echo '=no-new-privileges seccomp= apparmor= label=disable'
        case 'run:a' 'run:attach'
            echo '=stdin stdout stderr'
        case 'run:mount'
            echo '=type=bind,source= type=volume,source= type=tmpfs,target='
        case 'run:v' 'run:volume'
            echo 'binds'
        case 'run:link' 'run:volumes-from'
            echo 'containers'
        case 'run:e' 'run:env'
            echo 'environment'
        case 'run:cidfile' 'run:device' 'run:env-file' 'run:label-file'
            echo 'files'
        case 'run:detach-keys'
            echo 'keys'
        case 'run:net' 'run:network'
            echo 'networks'
        case 'run:add-host' 'run:c' 'run:cpu-shares' 'run:cpus' 'run:cpuset-cpus' 'run:dns' 'run:dns-search' 'run:entrypoint' 'run:expose' 'run:group-add' 'run:h' 'run:health-cmd' 'run:health-interval' 'run:health-retries' 'run:health-start-period' 'run:health-timeout' 'run:hostname' 'run:ip' 'run:ip6' 'run:l' 'run:label' 'run:lxc-conf' 'run:m' 'run:memory' 'run:memory-swap' 'run:name' 'run:network-alias' 'run:p' 'run:pids-limit' 'run:publish' 'run:shm-size' 'run:stop-timeout' 'run:sysctl' 'run:tmpfs' 'run:u' 'run:user' 'run:w' 'run:workdir'
            echo 'nothing'
        case 'run:P' 'run:d' 'run:detach' 'run:help' 'run:i' 'run:init' 'run:interactive' 'run:n' 'run:networking' 'run:no-healthcheck' 'run:privileged' 'run:publish-all' 'run:read-only' 'run:rm' 'run:sig-proxy' 'run:t' 'run:tty'
            echo ''
        case 'search:format'
            echo '=json {{.Name}} {{.Description}} {{.StarCount}} {{.IsOfficial}} {{.Host}}'
        case 'search:limit'
            echo 'nothing'
        case 'search:h' 'search:help' 'search:no-trunc' 'search:notrunc'
            echo ''
        case 'start:detach-keys'
            echo 'keys'
        case 'start:a' 'start:attach' 'start:h' 'start:help' 'start:i' 'start:interactive' 'start:sig-proxy'
            echo ''
        case 'stop:t' 'stop:time' 'stop:timeout'
            echo 'nothing'
        case 'stop:all-hosts' 'stop:h' 'stop:help'
            echo ''
        case 'tag:f' 'tag:force' 'tag:h' 'tag:help'
            echo ''
        case 'top:h' 'top:help'
            echo ''
        case 'version:f' 'version:format'
            echo '=json {{.Client.Version}} {{.Client.ApiVersion}} {{.Server.Version}}'
        case 'version:h' 'version:help'
            echo ''
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
                '-H' 'Engine: unix:///path, tcp://host[:port], ssh://[user@]host, podman://' \
                '--host' 'Engine: unix:///path, tcp://host[:port], ssh://[user@]host, podman://' \
                '-c' 'Engine: the one docker calls so' \
                '--context' 'Engine: the one docker calls so' \
                '--api-version' 'Speak this API version and no other' \
                '--config' 'Where credentials and contexts are, instead of at home' \
                '--tls' 'Encrypt; anybody may be the engine' \
                '--tlsverify' 'Encrypt, and check who the engine is' \
                '--tlscacert' 'Whose certificates to trust' \
                '--tlscert' 'Your certificate, for the engine' \
                '--tlskey' 'Your certificate\'s key' \
                '--timeout' 'How long to wait for an engine: to connect, and for quick answers' \
                '--proxy' 'Go through this HTTP proxy: http://[user:password@]host:port' \
                '-D' 'Show each request and answer on stderr' \
                '--debug' 'Show each request and answer on stderr' \
                '-v' 'Show the version of docker15' \
                '--version' 'Show the version of docker15' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'attach'
            printf '%s\t%s\n' \
                '-nostdin' 'Do not send stdin' \
                '--no-stdin' 'Do not send stdin' \
                '--detach-keys' 'Keys that leave a terminal; \'\' for none.  [default: ctrl-p,ctrl-q]' \
                '-sig-proxy' 'Send signals to the container.  [default: true]' \
                '--sig-proxy' 'Send signals to the container.  [default: true]' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'build'
            printf '%s\t%s\n' \
                '-t' 'Name the image; several times for several names' \
                '--tag' 'Name the image; several times for several names' \
                '-q' 'Hide what the steps print; later engines: show the id only' \
                '--quiet' 'Hide what the steps print; later engines: show the id only' \
                '-no-cache' 'Do every step again' \
                '--no-cache' 'Do every step again' \
                '-rm' 'Remove the containers of the steps' \
                '--rm' 'Remove the containers of the steps' \
                '-f' 'The Dockerfile, if not PATH/Dockerfile; or -' \
                '--file' 'The Dockerfile, if not PATH/Dockerfile; or -' \
                '--build-arg' 'Set a variable of the build; without a value, pass on yours (API 1.21)' \
                '--target' 'Build this stage of the Dockerfile, and no further (API 1.29)' \
                '--label' 'Label the image (API 1.23)' \
                '--pull' 'Pull the base images though they are there (API 1.16)' \
                '--network' 'Connect the steps to this network; or none, host (API 1.25)' \
                '--add-host' 'Add a line to the steps\' /etc/hosts (API 1.28)' \
                '--cache-from' 'Take steps from this image, too (API 1.25)' \
                '--force-rm' 'Remove the containers of the steps though one has failed (API 1.12)' \
                '--shm-size' 'The size of /dev/shm in the steps (API 1.22)' \
                '--platform' 'Choose the image\'s platform (API 1.38)' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'commit'
            printf '%s\t%s\n' \
                '-m' 'Say why' \
                '--message' 'Say why' \
                '-author' 'Say who' \
                '-a' 'Say who' \
                '--author' 'Say who' \
                '-run' 'What the image runs: a config such as {"Cmd": ["date"]}' \
                '--run' 'What the image runs: a config such as {"Cmd": ["date"]}' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'completion'
            printf '%s\t%s\n' \
                '--alias' 'Complete this command, too: an alias of docker15, such as docker' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'context'
            printf '%s\t%s\n' \
                '-q' 'Show names only' \
                '--quiet' 'Show names only' \
                '--format' 'Show it as JSON, or by a Go template such as \'{{json .}}\'' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'cp'
            printf '%s\t%s\n' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'create'
            printf '%s\t%s\n' \
                '-i' 'Keep stdin open' \
                '--interactive' 'Keep stdin open' \
                '-t' 'Give the container a terminal' \
                '--tty' 'Give the container a terminal' \
                '-e' 'Set an environment variable; without a value, pass on yours' \
                '--env' 'Set an environment variable; without a value, pass on yours' \
                '--env-file' 'Read variables from a file' \
                '-v' 'Mount a directory of the host (./DIR: of yours), or a volume; one with a name: NAME:/PATH (API 1.21)' \
                '--volume' 'Mount a directory of the host (./DIR: of yours), or a volume; one with a name: NAME:/PATH (API 1.21)' \
                '-volumes-from' 'Mount the volumes of another container' \
                '--volumes-from' 'Mount the volumes of another container' \
                '-p' 'Publish a port, or a range; at an IP of the host only (API 1.6); at any free one of a range (API 1.21)' \
                '--publish' 'Publish a port, or a range; at an IP of the host only (API 1.6); at any free one of a range (API 1.21)' \
                '-w' 'Run in this directory' \
                '--workdir' 'Run in this directory' \
                '-u' 'Run as this user, or uid' \
                '--user' 'Run as this user, or uid' \
                '-h' 'The container\'s host name' \
                '--hostname' 'The container\'s host name' \
                '-entrypoint' 'Replace the image\'s entrypoint; \'\' for none (API 1.6)' \
                '--entrypoint' 'Replace the image\'s entrypoint; \'\' for none (API 1.6)' \
                '-m' 'Limit the memory, in bytes or as 512m' \
                '--memory' 'Limit the memory, in bytes or as 512m' \
                '--memory-swap' 'Limit memory and swap together; -1: no limit' \
                '-c' 'CPU shares, relative to other containers' \
                '--cpu-shares' 'CPU shares, relative to other containers' \
                '-dns' 'Use this name server' \
                '--dns' 'Use this name server' \
                '-n' 'Have a network.  [default: true]' \
                '--networking' 'Have a network.  [default: true]' \
                '-lxc-conf' 'Set an option of LXC (engines that use it)' \
                '--lxc-conf' 'Set an option of LXC (engines that use it)' \
                '-privileged' 'Give all capabilities' \
                '--privileged' 'Give all capabilities' \
                '-cidfile' 'Write the container\'s id to a file' \
                '--cidfile' 'Write the container\'s id to a file' \
                '-rm' 'Remove the container when it has ended' \
                '--rm' 'Remove the container when it has ended' \
                '--name' 'Name the container (API 1.6)' \
                '--platform' 'Choose the image\'s platform (API 1.41)' \
                '--pull' 'Pull the image: missing, always or never' \
                '--init' 'Run an init in it, that reaps processes (API 1.25)' \
                '--stop-signal' 'What stops it, instead of TERM (API 1.21)' \
                '--stop-timeout' 'How long a stop waits before SIGKILL (API 1.25)' \
                '--mount' 'Mount type=bind, volume or tmpfs, with source=, target=, readonly (API 1.25)' \
                '--tmpfs' 'Mount a directory that is in memory (API 1.22)' \
                '--read-only' 'Let nothing be written but on mounts (API 1.17)' \
                '--device' 'Give it a device of the engine\'s host (API 1.14)' \
                '--net' 'Connect it to this network; or none, host, container:NAME; to several: API 1.44 (API 1.11)' \
                '--network' 'Connect it to this network; or none, host, container:NAME; to several: API 1.44 (API 1.11)' \
                '--network-alias' 'Have this name, too, in that network (API 1.22)' \
                '--ip' 'Have this address there (API 1.22)' \
                '--ip6' 'Have this IPv6 address there (API 1.22)' \
                '-P' 'Publish all ports that are exposed (API 1.6)' \
                '--publish-all' 'Publish all ports that are exposed (API 1.6)' \
                '--expose' 'Expose a port (API 1.6)' \
                '--link' 'Know another container by a name (API 1.6)' \
                '--add-host' 'Add a line to its /etc/hosts (API 1.15)' \
                '--dns-search' 'Search names in this domain (API 1.11)' \
                '--cpus' 'Processors that it may use, such as 1.5 (API 1.25)' \
                '--cpuset-cpus' 'Run on these processors only (API 1.18)' \
                '--pids-limit' 'Processes that it may have; -1: any (API 1.23)' \
                '--shm-size' 'The size of its /dev/shm (API 1.22)' \
                '--ulimit' 'Set a limit of the kernel\'s, such as nofile (API 1.18)' \
                '--cap-add' 'Add a capability, or ALL (API 1.14)' \
                '--cap-drop' 'Take a capability away, or ALL (API 1.14)' \
                '--security-opt' 'Such as no-new-privileges, or seccomp=FILE (API 1.15)' \
                '--group-add' 'Be in this group, too (API 1.20)' \
                '--ipc' 'Share memory: host, container:NAME (API 1.16)' \
                '--pid' 'See the processes of: host, container:NAME (API 1.17)' \
                '--userns' 'Whose user ids it has, such as host (API 1.23)' \
                '--sysctl' 'Set a parameter of the kernel (API 1.24)' \
                '--health-cmd' 'What tells whether it is healthy (API 1.24)' \
                '--health-interval' 'How often that is run, such as 30s (API 1.24)' \
                '--health-timeout' 'How long it may take (API 1.24)' \
                '--health-retries' 'How often it must fail (API 1.24)' \
                '--health-start-period' 'How long failures do not count (API 1.29)' \
                '--no-healthcheck' 'Don\'t run that of the image (API 1.24)' \
                '--restart' 'Start it again: always, unless-stopped or on-failure[:N]; or no (API 1.14)' \
                '--label-file' 'Read labels from a file (API 1.18)' \
                '-l' 'Label it (API 1.18)' \
                '--label' 'Label it (API 1.18)' \
                '--log-driver' 'What keeps its output (API 1.18)' \
                '--log-opt' 'An option of that (API 1.18)' \
                '--help' 'Show the help'
        case 'diff'
            printf '%s\t%s\n' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'events'
            printf '%s\t%s\n' \
                '-since' 'Begin with what happened since: unix time, RFC 3339, or 10m' \
                '--since' 'Begin with what happened since: unix time, RFC 3339, or 10m' \
                '--until' 'End there; -10m is in ten minutes' \
                '-f' 'Show those that match (API 1.12)' \
                '--filter' 'Show those that match (API 1.12)' \
                '--format' 'Show it as JSON, or by a Go template such as \'{{json .}}\'' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'exec'
            printf '%s\t%s\n' \
                '-d' 'Run it in the background' \
                '--detach' 'Run it in the background' \
                '-i' 'Send stdin' \
                '--interactive' 'Send stdin' \
                '-t' 'Give it a terminal' \
                '--tty' 'Give it a terminal' \
                '-e' 'Set an environment variable; without a value, pass on yours (API 1.25)' \
                '--env' 'Set an environment variable; without a value, pass on yours (API 1.25)' \
                '--env-file' 'Read variables from a file (API 1.25)' \
                '-u' 'Run as this user, or uid' \
                '--user' 'Run as this user, or uid' \
                '-w' 'Run in this directory (API 1.35)' \
                '--workdir' 'Run in this directory (API 1.35)' \
                '-privileged' 'Give all capabilities (API 1.19)' \
                '--privileged' 'Give all capabilities (API 1.19)' \
                '--detach-keys' 'Keys that leave a terminal; \'\' for none.  [default: ctrl-p,ctrl-q]' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'export'
            printf '%s\t%s\n' \
                '-o' 'Write to this file' \
                '--output' 'Write to this file' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'help'
            printf '%s\t%s\n' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'history'
            printf '%s\t%s\n' \
                '-q' 'Show ids only' \
                '--quiet' 'Show ids only' \
                '-notrunc' 'Cut nothing' \
                '--no-trunc' 'Cut nothing' \
                '--format' 'Show it as JSON, or by a Go template such as \'{{json .}}\'' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'images'
            printf '%s\t%s\n' \
                '-a' 'Show the layers between images too' \
                '--all' 'Show the layers between images too' \
                '-q' 'Show ids only' \
                '--quiet' 'Show ids only' \
                '-notrunc' 'Cut nothing' \
                '--no-trunc' 'Cut nothing' \
                '--digests' 'Show digests' \
                '-viz' 'Show a graph for graphviz' \
                '--viz' 'Show a graph for graphviz' \
                '--tree' 'Show which image builds on which' \
                '-f' 'Show those that match (API 1.12)' \
                '--filter' 'Show those that match (API 1.12)' \
                '--format' 'Show it as JSON, or by a Go template such as \'{{json .}}\'' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'import'
            printf '%s\t%s\n' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'info'
            printf '%s\t%s\n' \
                '-f' 'Show it as JSON, or by a Go template such as \'{{json .}}\'' \
                '--format' 'Show it as JSON, or by a Go template such as \'{{json .}}\'' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'insert'
            printf '%s\t%s\n' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'inspect'
            printf '%s\t%s\n' \
                '-f' 'Show it as JSON, or by a Go template such as \'{{json .}}\'' \
                '--format' 'Show it as JSON, or by a Go template such as \'{{json .}}\'' \
                '--type' 'Look for a container, or an image, only' \
                '-s' 'Show a container\'s sizes (API 1.19)' \
                '--size' 'Show a container\'s sizes (API 1.19)' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'kill'
            printf '%s\t%s\n' \
                '-s' 'Send this signal instead of SIGKILL (API 1.6)' \
                '--signal' 'Send this signal instead of SIGKILL (API 1.6)' \
                '--all-hosts' 'Do it on each of several engines' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'login'
            printf '%s\t%s\n' \
                '-u' 'Your name there' \
                '--username' 'Your name there' \
                '-p' 'Your password; others may see it here' \
                '--password' 'Your password; others may see it here' \
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
                '-f' 'Go on until the container ends' \
                '--follow' 'Go on until the container ends' \
                '-t' 'Show when each line was written (API 1.11)' \
                '--timestamps' 'Show when each line was written (API 1.11)' \
                '-n' 'Show the last N lines only' \
                '--tail' 'Show the last N lines only' \
                '--since' 'Show what was written since: unix time, RFC 3339, or 10m (API 1.19)' \
                '--until' 'Show what was written until then: a TIME as for --since (API 1.35)' \
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
                '-q' 'Show ids only' \
                '--quiet' 'Show ids only' \
                '-l' 'Show the container created last, running or not' \
                '--latest' 'Show the container created last, running or not' \
                '-n' 'Show the last N created, running or not' \
                '--last' 'Show the last N created, running or not' \
                '-s' 'Show sizes' \
                '--size' 'Show sizes' \
                '-notrunc' 'Cut nothing' \
                '--no-trunc' 'Cut nothing' \
                '-sinceId' 'Show those created after this one, running or not' \
                '--since' 'Show those created after this one, running or not' \
                '-beforeId' 'Show those created before this one, running or not' \
                '--before' 'Show those created before this one, running or not' \
                '-f' 'Show those that match (API 1.12)' \
                '--filter' 'Show those that match (API 1.12)' \
                '--format' 'Show it as JSON, or by a Go template such as \'{{json .}}\'' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'pull'
            printf '%s\t%s\n' \
                '-t' 'Pull this tag only' \
                '--tag' 'Pull this tag only' \
                '-q' 'Show the image\'s name only' \
                '--quiet' 'Show the image\'s name only' \
                '--platform' 'Pull it for this platform (API 1.32)' \
                '--all-hosts' 'Do it on each of several engines' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'push'
            printf '%s\t%s\n' \
                '-q' 'Show the name only' \
                '--quiet' 'Show the name only' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'restart'
            printf '%s\t%s\n' \
                '-t' 'Wait so long before SIGKILL; -1: for ever.  [default: the container\'s own, or 10]' \
                '--time' 'Wait so long before SIGKILL; -1: for ever.  [default: the container\'s own, or 10]' \
                '--timeout' 'Wait so long before SIGKILL; -1: for ever.  [default: the container\'s own, or 10]' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'rm'
            printf '%s\t%s\n' \
                '-v' 'Remove their volumes too' \
                '--volumes' 'Remove their volumes too' \
                '-f' 'Kill those that run; one that is missing is no failure' \
                '--force' 'Kill those that run; one that is missing is no failure' \
                '--all-hosts' 'Do it on each of several engines' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'rmi'
            printf '%s\t%s\n' \
                '-f' 'Remove an image that has several tags (API 1.10); a missing one is no failure' \
                '--force' 'Remove an image that has several tags (API 1.10); a missing one is no failure' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'run'
            printf '%s\t%s\n' \
                '-a' 'Attach to stdin, stdout or stderr only' \
                '--attach' 'Attach to stdin, stdout or stderr only' \
                '-d' 'Run in the background, and show the id' \
                '--detach' 'Run in the background, and show the id' \
                '--detach-keys' 'Keys that leave a terminal; \'\' for none.  [default: ctrl-p,ctrl-q]' \
                '-sig-proxy' 'Send signals to the container.  [default: true]' \
                '--sig-proxy' 'Send signals to the container.  [default: true]' \
                '-i' 'Keep stdin open' \
                '--interactive' 'Keep stdin open' \
                '-t' 'Give the container a terminal' \
                '--tty' 'Give the container a terminal' \
                '-e' 'Set an environment variable; without a value, pass on yours' \
                '--env' 'Set an environment variable; without a value, pass on yours' \
                '--env-file' 'Read variables from a file' \
                '-v' 'Mount a directory of the host (./DIR: of yours), or a volume; one with a name: NAME:/PATH (API 1.21)' \
                '--volume' 'Mount a directory of the host (./DIR: of yours), or a volume; one with a name: NAME:/PATH (API 1.21)' \
                '-volumes-from' 'Mount the volumes of another container' \
                '--volumes-from' 'Mount the volumes of another container' \
                '-p' 'Publish a port, or a range; at an IP of the host only (API 1.6); at any free one of a range (API 1.21)' \
                '--publish' 'Publish a port, or a range; at an IP of the host only (API 1.6); at any free one of a range (API 1.21)' \
                '-w' 'Run in this directory' \
                '--workdir' 'Run in this directory' \
                '-u' 'Run as this user, or uid' \
                '--user' 'Run as this user, or uid' \
                '-h' 'The container\'s host name' \
                '--hostname' 'The container\'s host name' \
                '-entrypoint' 'Replace the image\'s entrypoint; \'\' for none (API 1.6)' \
                '--entrypoint' 'Replace the image\'s entrypoint; \'\' for none (API 1.6)' \
                '-m' 'Limit the memory, in bytes or as 512m' \
                '--memory' 'Limit the memory, in bytes or as 512m' \
                '--memory-swap' 'Limit memory and swap together; -1: no limit' \
                '-c' 'CPU shares, relative to other containers' \
                '--cpu-shares' 'CPU shares, relative to other containers' \
                '-dns' 'Use this name server' \
                '--dns' 'Use this name server' \
                '-n' 'Have a network.  [default: true]' \
                '--networking' 'Have a network.  [default: true]' \
                '-lxc-conf' 'Set an option of LXC (engines that use it)' \
                '--lxc-conf' 'Set an option of LXC (engines that use it)' \
                '-privileged' 'Give all capabilities' \
                '--privileged' 'Give all capabilities' \
                '-cidfile' 'Write the container\'s id to a file' \
                '--cidfile' 'Write the container\'s id to a file' \
                '-rm' 'Remove the container when it has ended' \
                '--rm' 'Remove the container when it has ended' \
                '--name' 'Name the container (API 1.6)' \
                '--platform' 'Choose the image\'s platform (API 1.41)' \
                '--pull' 'Pull the image: missing, always or never' \
                '--init' 'Run an init in it, that reaps processes (API 1.25)' \
                '--stop-signal' 'What stops it, instead of TERM (API 1.21)' \
                '--stop-timeout' 'How long a stop waits before SIGKILL (API 1.25)' \
                '--mount' 'Mount type=bind, volume or tmpfs, with source=, target=, readonly (API 1.25)' \
                '--tmpfs' 'Mount a directory that is in memory (API 1.22)' \
                '--read-only' 'Let nothing be written but on mounts (API 1.17)' \
                '--device' 'Give it a device of the engine\'s host (API 1.14)' \
                '--net' 'Connect it to this network; or none, host, container:NAME; to several: API 1.44 (API 1.11)' \
                '--network' 'Connect it to this network; or none, host, container:NAME; to several: API 1.44 (API 1.11)' \
                '--network-alias' 'Have this name, too, in that network (API 1.22)' \
                '--ip' 'Have this address there (API 1.22)' \
                '--ip6' 'Have this IPv6 address there (API 1.22)' \
                '-P' 'Publish all ports that are exposed (API 1.6)' \
                '--publish-all' 'Publish all ports that are exposed (API 1.6)' \
                '--expose' 'Expose a port (API 1.6)' \
                '--link' 'Know another container by a name (API 1.6)' \
                '--add-host' 'Add a line to its /etc/hosts (API 1.15)' \
                '--dns-search' 'Search names in this domain (API 1.11)' \
                '--cpus' 'Processors that it may use, such as 1.5 (API 1.25)' \
                '--cpuset-cpus' 'Run on these processors only (API 1.18)' \
                '--pids-limit' 'Processes that it may have; -1: any (API 1.23)' \
                '--shm-size' 'The size of its /dev/shm (API 1.22)' \
                '--ulimit' 'Set a limit of the kernel\'s, such as nofile (API 1.18)' \
                '--cap-add' 'Add a capability, or ALL (API 1.14)' \
                '--cap-drop' 'Take a capability away, or ALL (API 1.14)' \
                '--security-opt' 'Such as no-new-privileges, or seccomp=FILE (API 1.15)' \
                '--group-add' 'Be in this group, too (API 1.20)' \
                '--ipc' 'Share memory: host, container:NAME (API 1.16)' \
                '--pid' 'See the processes of: host, container:NAME (API 1.17)' \
                '--userns' 'Whose user ids it has, such as host (API 1.23)' \
                '--sysctl' 'Set a parameter of the kernel (API 1.24)' \
                '--health-cmd' 'What tells whether it is healthy (API 1.24)' \
                '--health-interval' 'How often that is run, such as 30s (API 1.24)' \
                '--health-timeout' 'How long it may take (API 1.24)' \
                '--health-retries' 'How often it must fail (API 1.24)' \
                '--health-start-period' 'How long failures do not count (API 1.29)' \
                '--no-healthcheck' 'Don\'t run that of the image (API 1.24)' \
                '--restart' 'Start it again: always, unless-stopped or on-failure[:N]; or no (API 1.14)' \
                '--label-file' 'Read labels from a file (API 1.18)' \
                '-l' 'Label it (API 1.18)' \
                '--label' 'Label it (API 1.18)' \
                '--log-driver' 'What keeps its output (API 1.18)' \
                '--log-opt' 'An option of that (API 1.18)' \
                '--help' 'Show the help'
        case 'search'
            printf '%s\t%s\n' \
                '-notrunc' 'Cut nothing' \
                '--no-trunc' 'Cut nothing' \
                '--limit' 'Show no more than N' \
                '--format' 'Show it as JSON, or by a Go template such as \'{{json .}}\'' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'start'
            printf '%s\t%s\n' \
                '-a' 'Attach to its output, and exit with its status' \
                '--attach' 'Attach to its output, and exit with its status' \
                '-i' 'Attach to its stdin too' \
                '--interactive' 'Attach to its stdin too' \
                '--detach-keys' 'Keys that leave a terminal; \'\' for none.  [default: ctrl-p,ctrl-q]' \
                '-sig-proxy' 'Send signals to the container.  [default: true]' \
                '--sig-proxy' 'Send signals to the container.  [default: true]' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'stop'
            printf '%s\t%s\n' \
                '-t' 'Wait so long before SIGKILL; -1: for ever.  [default: the container\'s own, or 10]' \
                '--time' 'Wait so long before SIGKILL; -1: for ever.  [default: the container\'s own, or 10]' \
                '--timeout' 'Wait so long before SIGKILL; -1: for ever.  [default: the container\'s own, or 10]' \
                '--all-hosts' 'Do it on each of several engines' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'tag'
            printf '%s\t%s\n' \
                '-f' 'Take the name from another image' \
                '--force' 'Take the name from another image' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'top'
            printf '%s\t%s\n' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'version'
            printf '%s\t%s\n' \
                '-f' 'Show it as JSON, or by a Go template such as \'{{json .}}\'' \
                '--format' 'Show it as JSON, or by a Go template such as \'{{json .}}\'' \
                '-h' 'Show the help' \
                '--help' 'Show the help'
        case 'wait'
            printf '%s\t%s\n' \
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
        case 'context:*'
            echo '=ls show'
        case 'cp:0'
            echo 'container-path'
        case 'cp:1'
            echo 'container-path'
        case 'create:0'
            echo 'images'
        case 'diff:0'
            echo 'containers'
        case 'exec:0'
            echo 'running'
        case 'export:0'
            echo 'containers'
        case 'help:0'
            echo 'commands'
        case 'history:0'
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
        case 'logs:0'
            echo 'containers'
        case 'port:0'
            echo 'running'
        case 'port:1'
            echo 'ports'
        case 'pull:0'
            echo 'images'
        case 'push:0'
            echo 'pushable'
        case 'restart:*'
            echo 'containers'
        case 'rm:*'
            echo 'containers'
        case 'rmi:*'
            echo 'images'
        case 'run:0'
            echo 'images'
        case 'start:*'
            echo 'stopped'
        case 'stop:*'
            echo 'running'
        case 'tag:0'
            echo 'images'
        case 'tag:1'
            echo 'repositories'
        case 'top:0'
            echo 'running'
        case 'wait:*'
            echo 'containers'
    end
end

complete -c docker15 -f -a '(__docker15)'
