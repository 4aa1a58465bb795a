// The plain reverse proxy of Go's standard library, with a pool that is large enough: what Knative's activator and KEDA's
// interceptor are built on.
//
//	reverse-proxy LISTEN_ADDRESS POD_ADDRESS
package main

import (
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
)

func main() {
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: os.Args[2]})
	proxy.Transport = &http.Transport{MaxIdleConns: 4096, MaxIdleConnsPerHost: 4096, DisableCompression: true}
	log.Fatal(http.ListenAndServe(os.Args[1], proxy))
}
