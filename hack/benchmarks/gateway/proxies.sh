# Starts the pod that answers, and the proxies in front of it: each with one worker and with connections kept
# open. Needs log.sh and the variables work, bytes, pod_port, proxy_port, started, tools, go_proxy; sets proxy_pid and pod_pid.

# For launch. On several processors the proxy has one to itself, so that load and pod do not add to its
# waiting time.
on_proxy_core() { exec taskset -c 0 "$@"; }
on_other_core() { exec taskset -c "$(($(nproc) - 1))" "$@"; }

# usage: launch NAME COMMAND... ; sets launched
launch() {
    local name=$1
    shift
    "$@" >"$work/$name.log" 2>&1 &
    launched=$!
    started+=("$launched")
}

stop() {
    kill "$1" 2>/dev/null || {
        tail -n 5 "$work"/*.log >&2
        die "a measured server exited"
    }
    wait "$1" 2>/dev/null || true
}

wait_for_port() {
    local attempt
    for attempt in {1..100}; do
        if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then return; fi
        sleep 0.05
    done
    tail -n 5 "$work"/*.log >&2
    die "nothing listens on port $1"
}

nginx_settings() {
    cat <<CONF
daemon off; master_process off; worker_processes 1; pid $work/$1.pid; error_log $work/$1.error;
events { worker_connections 4096; }
http {
    access_log off; keepalive_requests 100000000; keepalive_timeout 75s; tcp_nodelay on;
    client_body_temp_path $work/$1.body; proxy_temp_path $work/$1.proxy; fastcgi_temp_path $work/$1.fastcgi;
    uwsgi_temp_path $work/$1.uwsgi; scgi_temp_path $work/$1.scgi;
CONF
}

start_pod() {
    mkdir -p "$work/www"
    head -c "$bytes" /dev/zero | tr '\0' x >"$work/www/index.html"
    # It reads the file as the user that it runs as.
    chmod -R a+rX "$work"
    {
        nginx_settings pod
        printf '    open_file_cache max=10; sendfile off;\n'
        printf '    server { listen 127.0.0.1:%s; root %s/www; }\n}\n' "$pod_port" "$work"
    } >"$work/pod.conf"
    launch pod on_other_core nginx -c "$work/pod.conf" -e "$work/pod.error"
    pod_pid=$launched
    wait_for_port "$pod_port"
}

start_nginx() {
    {
        nginx_settings nginx
        cat <<CONF
    upstream pod { server 127.0.0.1:$pod_port; keepalive 1024; keepalive_requests 100000000; }
    server {
        listen 127.0.0.1:$proxy_port;
        location / {
            proxy_pass http://pod; proxy_http_version 1.1; proxy_set_header Connection "";
            proxy_set_header X-Forwarded-For \$remote_addr; proxy_set_header X-Request-Id \$request_id;
            add_header X-Content-Type-Options nosniff; add_header X-Request-Id \$request_id;
        }
    }
}
CONF
    } >"$work/nginx.conf"
    launch nginx on_proxy_core nginx -c "$work/nginx.conf" -e "$work/nginx.error"
    proxy_pid=$launched
}

start_haproxy() {
    cat >"$work/haproxy.cfg" <<CONF
global
    nbthread 1
    maxconn 8192
defaults
    mode http
    timeout connect 2s
    timeout client 75s
    timeout server 300s
    http-reuse always
frontend front
    bind 127.0.0.1:$proxy_port
    unique-id-format %[uuid()]
    unique-id-header X-Request-Id
    http-response set-header X-Content-Type-Options nosniff
    http-response set-header X-Request-Id %[unique-id]
    option forwardfor
    default_backend pod
backend pod
    server pod 127.0.0.1:$pod_port pool-max-conn -1
CONF
    # -db: stays in the foreground, so that this process handles the requests.
    launch haproxy on_proxy_core haproxy -db -f "$work/haproxy.cfg"
    proxy_pid=$launched
}

start_caddy() {
    cat >"$work/Caddyfile" <<CONF
{
    admin off
    auto_https off
    persist_config off
}
http://127.0.0.1:$proxy_port {
    reverse_proxy 127.0.0.1:$pod_port {
        transport http {
            keepalive_idle_conns_per_host 4096
        }
    }
}
CONF
    # Go programs use one processor, like the others.
    GOMAXPROCS=1 launch caddy on_proxy_core "$tools/bin/caddy" run --adapter caddyfile --config "$work/Caddyfile"
    proxy_pid=$launched
}

start_go() {
    GOMAXPROCS=1 launch go on_proxy_core "$go_proxy" "127.0.0.1:$proxy_port" "127.0.0.1:$pod_port"
    proxy_pid=$launched
}

# usage: start_gateway BINARY
start_gateway() {
    launch gateway on_proxy_core "$1" "$proxy_port" "127.0.0.1:$pod_port"
    proxy_pid=$launched
}

# The same with metrics and an access log, which the other proxies do not write. usage: start_gateway-log BINARY
start_gateway-log() {
    launch gateway on_proxy_core "$1" --reporting "$proxy_port" "127.0.0.1:$pod_port"
    proxy_pid=$launched
}
