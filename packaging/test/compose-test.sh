#!/bin/bash
# Builds the project's Dockerfiles and runs its docker-compose.yml on a real Docker engine, which it
# starts for itself and removes again. One line per check, a count at the end; exit code 1 when one
# failed. Where it cannot run it says SKIPPED and why.
#
#   packaging/test/compose-test.sh            everything
#   CLEW_COMPOSE_TEST_DEMO=0 …                without running the sample shop
#
# It takes packaging/target/clew and packaging/demo/target/shop as they were built on this machine, and
# replaces the default base images by stand-ins (debootstrap and jlink), because a test must not depend
# on a registry. Downloads are kept in packaging/target/compose-test.
set -uo pipefail
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
home=$(CDPATH='' cd -- "$here/../.." && pwd)
cache=$home/packaging/target/compose-test
mkdir -p "$cache"
. "$here/engine.sh"
. "$here/checks.sh"

passed=0
failed=0
result() { # STATUS NAME
  if [ "$1" = 0 ]; then
    passed=$((passed + 1))
    echo "ok $((passed + failed)) - $2"
  else
    failed=$((failed + 1))
    echo "not ok $((passed + failed)) - $2"
    tail -n 25 "$output" | sed 's/^/    /'
  fi
}
check() { # NAME COMMAND...
  local name=$1 status=0
  shift
  "$@" >"$output" 2>&1 || status=$?
  result "$status" "$name"
  return "$status"
}
eventually() { # SECONDS COMMAND...: until the command succeeds
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.5
  done
}
finish() {
  echo "$passed passed, $failed failed (${SECONDS} s)"
  [ "$failed" = 0 ]
  exit
}

output=$cache/output.log
obstacle=$(engine_obstacle)
[ -n "$obstacle" ] || [ -x "$home/packaging/target/clew/bin/clew-server" ] || obstacle="nothing is built: run ./clew build first"
if [ -n "$obstacle" ]; then
  echo "SKIPPED: the compose stack was not tested: $obstacle"
  exit 0
fi

JAVA_HOME=$(sh "$home/tools/jdk.sh") || exit 1
export JAVA_HOME
# A socket path may have 107 bytes only, so the engine does not live below the checkout.
work=$(mktemp -d /tmp/clew-compose.XXXXXX)
trap stop_engine EXIT
trap 'exit 130' INT TERM

read -r http grpc otlp shop desk <<<"$("$JAVA_HOME/bin/java" "$here/FreePorts.java" 5)"
export CLEW_ADDRESS=127.0.0.1 CLEW_HTTP_PORT=$http CLEW_COLLECTOR_GRPC_PORT=$grpc CLEW_COLLECTOR_HTTP_PORT=$otlp
export SHOP_FRONTEND_PORT=$shop SHOP_CONTROL_PORT=$desk SHOP_RATE=3
export CLEW_BASE_IMAGE=local/jre:25 CLEW_NODE_IMAGE=local/node:24 CLEW_DISTRIBUTION=prebuilt
export DOCKER_BUILDKIT=1
compose() { docker compose -f "$home/docker-compose.yml" "$@"; }
api() { curl -sS --max-time 10 "http://127.0.0.1:$http$1"; }
container() { compose ps -aq clew; }
state() { docker inspect -f "$1" "$(container)"; }

check "compose and buildx are there" fetch_plugins || finish
check "a private engine starts" start_engine || finish
check "stand-in base images" import_base_images || finish
check "compose file is valid" compose config -q
check "compose file is valid with every profile" compose --profile '*' config -q
check "the appliance's image builds" compose build clew || finish
check "starts healthy" compose up -d --wait clew || { compose logs clew | tail -n 40; finish; }
check_container
check_telemetry
check_restarts
[ "${CLEW_COMPOSE_TEST_DEMO:-1}" = 0 ] || check_demo
check "comes down" compose --profile '*' down -v
finish
