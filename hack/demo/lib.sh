# What the demo and the end-to-end tests begin with: a cluster with everything installed, and a namespace in which the
# samples can work.
# Needs hack/lib/all.sh.

# How long anything may take that usually takes seconds.
patience=180s

# The cluster, with the images on its nodes, and the environment to talk to it.
bring_up_cluster() {
    "$repository/hack/cluster/up" --s3
    source <("$repository/hack/cluster/env")
    "$repository/hack/images/build"
    local images
    images=$(cache_root)/images
    "$repository/hack/cluster/load-image" "$images"/{workload,darkroom,argo-standin}.tar
}

# Trainers report to the gateway by its address, which has to be known beforehand: there may be no name service.
# usage: install_darkroom [HELM_OPTION...]
install_darkroom() {
    local gateway callbacks
    gateway=$(service_address darkroom-gateway 10.96.96.96)
    callbacks=$(service_address darkroom-gateway-callbacks 10.96.96.97)
    "$repository/hack/argo-standin/install"
    "$repository/hack/helm/install" --set config.accelerators.preset=plain \
        --set gateway.service.clusterIP="$gateway" \
        --set gateway.callbacksService.clusterIP="$callbacks" \
        --set config.training.callbacks.baseURL="http://$callbacks:8082" "$@"
}

# The address that a Service has, which it must keep, or is to get. usage: service_address NAME ADDRESS
service_address() {
    local address
    address=$(kubectl --namespace darkroom-system get service "$1" --ignore-not-found --output jsonpath='{.spec.clusterIP}')
    printf '%s\n' "${address:-$2}"
}

# Where the gateway takes requests from this machine, which has a way to the addresses of Services.
gateway_address() {
    printf 'http://%s\n' "$(kubectl --namespace darkroom-system get service darkroom-gateway \
        --output jsonpath='{.spec.clusterIP}')"
}

# Makes a namespace with the samples' pictures in the bucket and the Secret that says where that is.
# usage: prepare_namespace NAMESPACE
prepare_namespace() {
    step "putting the samples' pictures into the bucket"
    kubectl create namespace "$1" --dry-run=client -o yaml | apply "$1"
    kubectl --namespace "$1" create secret generic darkroom-s3 --dry-run=client -o yaml \
        --from-literal=endpoint="$DARKROOM_S3_ENDPOINT" \
        --from-literal=accessKey="$DARKROOM_S3_ACCESS_KEY" \
        --from-literal=secretKey="$DARKROOM_S3_SECRET_KEY" | apply "$1"
    kubectl --namespace "$1" delete job seed-pictures --ignore-not-found --wait >/dev/null
    apply "$1" <"$repository/hack/demo/seed-pictures.yaml"
    kubectl --namespace "$1" wait --for=condition=Complete --timeout="$patience" job/seed-pictures >/dev/null ||
        die "the pictures did not reach the bucket" "$(kubectl --namespace "$1" logs job/seed-pictures 2>&1 | tail -5)"
}

# A client that is newer than the server would ask it for validation it does not have.
# usage: apply NAMESPACE <MANIFEST
apply() { kubectl --namespace "$1" apply --validate=false -f - >/dev/null; }
