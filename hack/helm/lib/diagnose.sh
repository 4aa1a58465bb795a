# Explains why the pods of a Deployment do not run.
# Needs log.sh.

# usage: diagnose_pods NAMESPACE DEPLOYMENT
diagnose_pods() {
    local namespace=$1 deployment=$2 selector pod pods=()
    selector=$(_selector "$namespace" "$deployment")
    mapfile -t pods < <(kubectl --namespace "$namespace" get pods --selector "$selector" --output name)
    if ((${#pods[@]} == 0)); then
        warn "$deployment has no pods"
        _events "$namespace" ReplicaSet
    fi
    for pod in "${pods[@]}"; do
        _diagnose_pod "$namespace" "$pod"
    done
}

_selector() {
    kubectl --namespace "$1" get deployment "$2" \
        --output go-template='{{range $key, $value := .spec.selector.matchLabels}}{{$key}}={{$value}},{{end}}' |
        sed 's/,$//'
}

_diagnose_pod() {
    local namespace=$1 pod=$2 ready words
    ready=$(kubectl --namespace "$namespace" get "$pod" \
        --output 'jsonpath={.status.conditions[?(@.type=="Ready")].status}')
    [[ $ready != True ]] || return 0
    warn "$pod is not ready"
    kubectl --namespace "$namespace" get "$pod" --output go-template="$_pod_states" | _quote
    _events "$namespace" Pod "${pod#pod/}"
    # The log of the container that ended, if it has been restarted since.
    words=$(kubectl --namespace "$namespace" logs "$pod" --previous --tail=20 2>/dev/null ||
        kubectl --namespace "$namespace" logs "$pod" --tail=20 2>/dev/null || true)
    [[ -z $words ]] || {
        note "end of its log:"
        _quote <<<"$words"
    }
}

# The conditions that are not met, and what each container waits for or how it ended.
_pod_states='{{range .status.conditions}}{{if and (ne .status "True") .message}}{{.type}}: {{.message}}
{{end}}{{end}}{{range .status.containerStatuses}}{{$name := .name}}{{with .state.waiting}}{{$name}} waits: {{.reason}}
{{with .message}}  {{.}}
{{end}}{{end}}{{with .lastState.terminated}}{{$name}} ended before with exit code {{.exitCode}}: {{.reason}}
{{end}}{{end}}'

# usage: _events NAMESPACE KIND [NAME]
_events() {
    local fields="involvedObject.kind=$2,type=Warning${3:+,involvedObject.name=$3}"
    kubectl --namespace "$1" get events --field-selector "$fields" --sort-by=.lastTimestamp \
        --output 'jsonpath={range .items[*]}{.reason}: {.message}{"\n"}{end}' | sort -u | tail -n 10 | _quote
}

_quote() { sed 's/^/    | /' >&2; }
