# Certificates and kubeconfigs of the cluster: one authority, one certificate per user. Kept for the life of the state
# directory.
# Needs settings.sh.

pki_create() {
    mkdir -p "$pki" "$config"
    chmod 700 "$pki"
    [[ -e $pki/ca.crt ]] || _new_authority
    [[ -e $pki/service-account.key ]] || _new_key service-account
    openssl ec -in "$pki/service-account.key" -pubout -out "$pki/service-account.pub" 2>/dev/null

    _certificate etcd /CN=etcd IP:127.0.0.1
    _certificate etcd-client /CN=kube-apiserver
    _certificate apiserver /CN=kube-apiserver "IP:127.0.0.1,IP:$host_address,IP:${service_network%.0/16}.1,DNS:localhost,$(
    )DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local"
    _certificate apiserver-kubelet-client /O=system:masters/CN=kube-apiserver-kubelet-client
    # Using the same authority for front proxies is safe, because the API server accepts no other name as a proxy.
    _certificate front-proxy-client /CN=front-proxy-client
    _user admin /O=system:masters/CN=darkroom-admin
    _user controller-manager /CN=system:kube-controller-manager
    _user scheduler /CN=system:kube-scheduler
    _user proxy /CN=system:kube-proxy
    local node
    for node in "${nodes[@]}"; do
        _user "kubelet-$node" "/O=system:nodes/CN=system:node:$node" "IP:$(node_address "$node"),DNS:$node"
    done
    _kubeconfig admin "$admin_kubeconfig"
}

_new_key() {
    openssl ecparam -name prime256v1 -genkey -noout -out "$pki/$1.key.new"
    mv "$pki/$1.key.new" "$pki/$1.key"
}

_new_authority() {
    _new_key ca
    openssl req -x509 -new -sha256 -days 3650 -key "$pki/ca.key" -subj /CN=darkroom-cluster -out "$pki/ca.crt.new" \
        -addext keyUsage=critical,keyCertSign,digitalSignature
    mv "$pki/ca.crt.new" "$pki/ca.crt"
}

# usage: _certificate NAME SUBJECT [SUBJECT ALTERNATIVE NAMES]
_certificate() {
    local name=$1 subject=$2 names=${3:-}
    [[ ! -e $pki/$name.crt ]] || return 0
    _new_key "$name"
    openssl req -new -sha256 -key "$pki/$name.key" -subj "$subject" |
        openssl x509 -req -sha256 -days 3650 -CA "$pki/ca.crt" -CAkey "$pki/ca.key" -set_serial "0x$(openssl rand -hex 8)" \
            -out "$pki/$name.crt.new" -extfile <(
                echo "basicConstraints=critical,CA:FALSE"
                echo "keyUsage=critical,digitalSignature"
                echo "extendedKeyUsage=clientAuth,serverAuth"
                [[ -z $names ]] || echo "subjectAltName=$names"
            ) 2>/dev/null
    mv "$pki/$name.crt.new" "$pki/$name.crt"
}

_user() {
    _certificate "$@"
    _kubeconfig "$1" "$config/$1.kubeconfig"
}

# All data is inline, so that the file can be copied. usage: _kubeconfig USER FILE
_kubeconfig() {
    [[ ! -e $2 ]] || return 0
    (
        umask 077
        cat >"$2.new" <<YAML
apiVersion: v1
kind: Config
clusters:
- name: darkroom
  cluster:
    server: $api_url
    certificate-authority-data: $(base64 -w0 "$pki/ca.crt")
users:
- name: $1
  user:
    client-certificate-data: $(base64 -w0 "$pki/$1.crt")
    client-key-data: $(base64 -w0 "$pki/$1.key")
contexts:
- name: darkroom
  context:
    cluster: darkroom
    user: $1
current-context: darkroom
YAML
    )
    mv "$2.new" "$2"
}
