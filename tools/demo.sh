#!/bin/sh
# Starts the sample shop (packaging/demo) and stops all of it when this script ends:
# demo.sh [DATA_DIR]. Logs go to DATA_DIR/demo/SERVICE.log (default: ./data).
#
# OTEL_EXPORTER_OTLP_ENDPOINT  where its telemetry goes (default: the appliance on this machine)
# SHOP_OTLP_GRPC_ENDPOINT      where payment sends over OTLP/gRPC (default: likewise, unless the other is set)
# SHOP_PORT_BASE               frontend; the others take the four ports after it (default: 8090)
# SHOP_RATE                    visitors per second (default: 1)
# SHOP_FAULTS_FRONTEND, _CHECKOUT, _PAYMENT, _INVENTORY  what is wrong from the start
set -eu
CLEW_HOME=${CLEW_HOME:-$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)}
JAVA_HOME=$(sh "$CLEW_HOME/tools/jdk.sh")
node_folder=$(sh "$CLEW_HOME/tools/node.sh")
export CLEW_HOME JAVA_HOME SHOP_NODE="$node_folder/node"
shop=$CLEW_HOME/packaging/demo/target/shop
logs=${1:-$CLEW_HOME/data}/demo
mkdir -p "$logs"
say() { echo "shop: $*" >&2; }

if [ ! -f "$shop/lib/demo.jar" ] || [ ! -d "$shop/inventory/node_modules/express" ]; then
  say "building; the first time it fetches the OpenTelemetry agent and the Node SDK"
  sh "$CLEW_HOME/packaging/demo/build.sh" >"$logs/build.log" 2>&1 || { cat "$logs/build.log" >&2; exit 1; }
fi

base=${SHOP_PORT_BASE:-8090}
export SHOP_FRONTEND_URL="http://localhost:$base" SHOP_CHECKOUT_URL="http://localhost:$((base + 1))"
export SHOP_PAYMENT_URL="http://localhost:$((base + 2))" SHOP_INVENTORY_URL="http://localhost:$((base + 3))"
if [ -z "${OTEL_EXPORTER_OTLP_ENDPOINT:-}" ]; then
  export OTEL_EXPORTER_OTLP_ENDPOINT="http://localhost:${CLEW_COLLECTOR_HTTP_PORT:-4318}"
  export SHOP_OTLP_GRPC_ENDPOINT="${SHOP_OTLP_GRPC_ENDPOINT:-http://localhost:${CLEW_COLLECTOR_GRPC_PORT:-4317}}"
fi
export SHOP_STATE="$logs"

pids=
stop() {
  trap - EXIT INT TERM
  # shellcheck disable=SC2086
  kill -TERM $pids 2>/dev/null || true
  wait
  exit "${1:-0}"
}
trap 'stop $?' EXIT
trap 'stop 0' INT TERM

number=0
for service in frontend checkout payment inventory load; do
  upper=$(echo "$service" | tr '[:lower:]' '[:upper:]')
  eval "faults=\${SHOP_FAULTS_$upper:-}"
  SHOP_PORT=$((base + number)) SHOP_FAULTS=$faults sh "$shop/bin/shop-service" "$service" \
    >"$logs/$service.log" 2>&1 </dev/null &
  pids="$pids $!"
  number=$((number + 1))
done
say "five services starting; they send to $OTEL_EXPORTER_OTLP_ENDPOINT, logs are in $logs"
say "faults: curl -X POST 'http://localhost:$((base + 4))/faults/payment?errors=0.5' (packaging/demo/README.md lists them)"

# When one dies the shop is broken: say which, and go on with the rest until told to stop.
for pid in $pids; do
  wait "$pid" || say "a service ended with code $?; see $logs"
done
