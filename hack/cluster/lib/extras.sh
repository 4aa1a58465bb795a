# What is started on request beside the cluster.

extras_names() { echo s3; }

# An S3 server for pods and the host, on the bridge only. It keeps nothing over a restart and starts without a bucket.
start_s3() {
    local venv
    venv=$(python_venv moto 'moto[server]>=5,<6')
    component_launch s3 "$venv/bin/moto_server" -H "$host_address" -p "$s3_port"
}

s3_ready() { curl -sSf --max-time 2 -o /dev/null "$s3_url/moto-api/"; }
