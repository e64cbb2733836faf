# Sourced by ./clew run: builds when there is nothing built, then starts the appliance.
demo=
data=
for argument in "$@"; do
  shift
  if [ "$argument" = --demo ]; then demo=1; continue; fi
  set -- "$@" "$argument"
done
previous=
for argument in "$@"; do
  [ "$previous" = --data ] && data=$argument
  previous=$argument
done
server=$CLEW_HOME/packaging/target/clew/bin/clew-server
if [ ! -x "$server" ]; then
  echo "clew: building first; a fresh checkout takes a few minutes" >&2
  build
fi
distribution=$CLEW_HOME/packaging/target/clew
if [ ! -f "$distribution/clew.aot" ] || [ -n "$(find "$distribution/lib" -newer "$distribution/clew.aot" -name '*.jar')" ]; then
  echo "clew: recording a start, so that every later one takes half the time" >&2
  "$distribution/bin/clew-aot" || echo "clew: not recorded; the appliance starts as well, somewhat later" >&2
fi
if [ -z "$data" ]; then
  data=${CLEW_DATA:-$CLEW_HOME/data}
  set -- "$@" --data "$data"
fi
if [ -n "$demo" ]; then
  sh "$CLEW_HOME/tools/demo.sh" "$data" &
  demo_pid=$!
  trap 'kill "$demo_pid" 2>/dev/null || true; wait "$demo_pid" 2>/dev/null || true' EXIT
  # The shop first, so that what it still has to say arrives.
  trap 'kill "$demo_pid" 2>/dev/null || true; wait "$demo_pid" 2>/dev/null || true; kill -TERM "$server_pid" 2>/dev/null || true' INT TERM
  "$server" "$@" &
  server_pid=$!
  status=0
  wait "$server_pid" || status=$?
  # A signal ends the first wait early; the second one gives the server's own status.
  wait "$server_pid" 2>/dev/null && status=0 || status=$?
  exit "$status"
fi
exec "$server" "$@"
