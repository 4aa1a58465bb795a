# The start of the demo and of the end-to-end tests: a cluster with everything installed, and a namespace for the samples.
# Needs hack/lib/all.sh.

# Time limit for steps that usually take seconds.
time_limit=180s

# Starts the cluster, loads the images onto its nodes, and sets the environment.
bring_up_cluster() {
    "$repository/hack/cluster/up" --s3
    source <("$repository/hack/cluster/env")
    "$repository/hack/images/build"
    local images
    images=$(cache_root)/images
    "$repository/hack/cluster/load-image" "$images"/{workload,darkroom,argo-standin}.tar
}

# Trainers report to the gateway by its address, which must be known in advance: there may be no cluster DNS.
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

# The address of a Service: its own if it exists, otherwise ADDRESS. usage: service_address NAME ADDRESS
service_address() {
    local address
    address=$(kubectl --namespace darkroom-system get service "$1" --ignore-not-found --output jsonpath='{.spec.clusterIP}')
    printf '%s\n' "${address:-$2}"
}

# Address of the gateway for this machine, which has a route to the addresses of Services.
gateway_address() {
    printf 'http://%s\n' "$(kubectl --namespace darkroom-system get service darkroom-gateway \
        --output jsonpath='{.spec.clusterIP}')"
}

# Creates a namespace with the Secret for the bucket, and uploads the samples' pictures to the bucket.
# usage: prepare_namespace NAMESPACE
prepare_namespace() {
    step "uploading the samples' pictures to the bucket"
    kubectl create namespace "$1" --dry-run=client -o yaml | apply "$1"
    kubectl --namespace "$1" create secret generic darkroom-s3 --dry-run=client -o yaml \
        --from-literal=endpoint="$DARKROOM_S3_ENDPOINT" \
        --from-literal=accessKey="$DARKROOM_S3_ACCESS_KEY" \
        --from-literal=secretKey="$DARKROOM_S3_SECRET_KEY" | apply "$1"
    kubectl --namespace "$1" delete job seed-pictures --ignore-not-found --wait >/dev/null
    apply "$1" <"$repository/hack/demo/seed-pictures.yaml"
    kubectl --namespace "$1" wait --for=condition=Complete --timeout="$time_limit" job/seed-pictures >/dev/null ||
        die "the pictures were not uploaded to the bucket" "$(kubectl --namespace "$1" logs job/seed-pictures 2>&1 | tail -5)"
}

# A newer client would request validation that the server does not have.
# usage: apply NAMESPACE <MANIFEST
apply() { kubectl --namespace "$1" apply --validate=false -f - >/dev/null; }
