#!/bin/bash
# Sourced by compose-test.sh: what is asked of the running stack.

check_container() {
  check "does not run as root" [ "$(docker exec "$(container)" id -u)" != 0 ]
  check "root file system is read-only" refuses_write
  check "has no capabilities and gains no privileges" locked_down
  check "memory is limited" [ "$(state '{{.HostConfig.Memory}}')" -gt 0 ]
}
refuses_write() { docker exec -u 0 "$(container)" sh -c 'for place in /opt/clew /etc; do echo x >$place/x && exit 1; done; exit 0'; }
locked_down() {
  docker exec "$(container)" cat /proc/1/status | tee /dev/stderr |
    awk '/^CapEff:/ {capabilities = $2} /^NoNewPrivs:/ {locked = $2} END {exit !(capabilities ~ /^0+$/ && locked == 1)}'
}

# One log record, span and sample, found again by what makes them unique.
mark=test-$$-$(date +%s)
trace_id=$(printf '%032x' "$(date +%s%N)")

send() { # PATH JSON
  curl -sS --fail-with-body --max-time 10 -H 'content-type: application/json' --data "$2" "http://127.0.0.1:$otlp$1"
}
resource='{"attributes":[{"key":"service.name","value":{"stringValue":"compose-test"}}]}'
send_log() {
  send /v1/logs "{\"resourceLogs\":[{\"resource\":$resource,\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":\"$(date +%s%N)\",
    \"severityNumber\":13,\"severityText\":\"WARN\",\"body\":{\"stringValue\":\"compose says $mark $1\"},
    \"attributes\":[{\"key\":\"order.id\",\"value\":{\"stringValue\":\"ord-$mark\"}}],\"traceId\":\"$trace_id\"}]}]}]}"
}
send_span() {
  local now
  now=$(date +%s%N)
  send /v1/traces "{\"resourceSpans\":[{\"resource\":$resource,\"scopeSpans\":[{\"spans\":[{\"traceId\":\"$trace_id\",
    \"spanId\":\"00f067aa0ba902b7\",\"name\":\"compose $mark\",\"kind\":2,\"startTimeUnixNano\":\"$((now - 5000000))\",
    \"endTimeUnixNano\":\"$now\",\"status\":{\"code\":2}}]}]}]}"
}
send_metric() {
  send /v1/metrics "{\"resourceMetrics\":[{\"resource\":$resource,\"scopeMetrics\":[{\"metrics\":[{\"name\":\"compose_test\",
    \"gauge\":{\"dataPoints\":[{\"timeUnixNano\":\"$(date +%s%N)\",\"asDouble\":4711,
    \"attributes\":[{\"key\":\"mark\",\"value\":{\"stringValue\":\"$mark\"}}]}]}}]}]}]}"
}
# An empty export request in a gRPC frame: the port speaks gRPC and takes it.
grpc_export() {
  printf '\0\0\0\0\0' | curl -sS --max-time 10 --http2-prior-knowledge -H 'content-type: application/grpc' -H 'te: trailers' \
    --data-binary @- -o /dev/null -D - "http://127.0.0.1:$grpc/opentelemetry.proto.collector.logs.v1.LogsService/Export" |
    tee /dev/stderr | grep -qi '^grpc-status: 0'
}

has() { tee /dev/stderr | grep -F -- "$1" >/dev/null; }
log_found() { api "/api/clew/v1/logs/search?query=%22$mark%20$1%22" | has "compose says $mark $1"; }
trace_found() { api "/api/clew/v1/traces/$trace_id" | has "compose $mark"; }
# A gauge is current for five minutes only, so the sample is asked for by range.
metric_found() {
  api "/prometheus/api/v1/query?query=last_over_time(compose_test%7Bmark%3D%22$mark%22%7D%5B1h%5D)" | has '"4711"'
}
order_found() { api "/api/clew/v1/correlation/ord-$mark" | has "compose says $mark one"; }

check_telemetry() {
  check "takes a log record over OTLP/HTTP" send_log one
  check "takes a span over OTLP/HTTP" send_span
  check "takes a sample over OTLP/HTTP" send_metric
  check "takes an export over OTLP/gRPC" grpc_export
  check "finds the log record" eventually 20 log_found one
  check "finds the trace" eventually 20 trace_found
  check "finds the sample" eventually 20 metric_found
  check "finds the order by its ID" eventually 20 order_found
  check "serves the browser" user_interface
  check "reports its health" eventually 5 health_reported
}
user_interface() { api / | has '<html'; }
health_reported() { api /health | has healthy; }

check_restarts() {
  check "stops with exit code 0" stops_cleanly
  check "starts healthy after down and up" compose up -d --wait clew
  check "still has the log record" eventually 20 log_found one
  check "still has the trace" eventually 20 trace_found
  check "still has the sample" eventually 20 metric_found
  check "takes a log record just before it is killed" send_log two
  check "comes back healthy after kill -9" killed_comes_back
  check "has what it had acknowledged before the kill" eventually 20 log_found two
}
stops_cleanly() {
  compose stop clew && state '{{.State.ExitCode}}' | tee /dev/stderr | grep -qx 0 && compose down
}
# The process itself is killed: the engine takes `docker kill` for the operator's wish and restarts nothing.
killed_comes_back() {
  local restarts
  restarts=$(state '{{.RestartCount}}')
  kill -KILL "$(state '{{.State.Pid}}')"
  eventually 60 restarted "$restarts" && eventually 90 healthy
}
restarted() { [ "$(state '{{.RestartCount}}')" -gt "$1" ]; }
healthy() { [ "$(state '{{.State.Health.Status}}')" = healthy ]; }

check_demo() {
  if [ ! -d "$home/packaging/demo/target/shop/inventory/node_modules/express" ]; then
    echo "# the sample shop is not built: its services are checked by configuration only"
    return
  fi
  check "the shop's image builds" compose --profile demo build frontend || return
  check "the shop starts beside the appliance" compose --profile demo up -d --wait || { compose --profile demo logs | tail -n 60; return; }
  local service
  for service in frontend checkout payment inventory; do
    check "$service is seen in the appliance" eventually 60 service_found "$service"
  done
  check "the control desk answers" desk_answers
}
service_found() { api "/api/clew/v1/logs/search?query=service:$1&limit=1" | has "\"$1\""; }
desk_answers() { curl -sS --max-time 10 "http://127.0.0.1:$desk/faults" | has '"inventory"'; }
