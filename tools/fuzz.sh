# ./clew fuzz [TARGET|all] [SECONDS]: runs Jazzer on the fuzz tests of the modules. Read by ./clew.
# Everything goes into target/fuzz: logs, findings, and the inputs that reached new code (corpus),
# with which the next run begins. docs/fuzzing.md tells more.
FUZZ_HOME=$CLEW_HOME/target/fuzz
FUZZ_TIMEOUT=30 # seconds that one input may take; much, for machines that do other things besides
FUZZ_HEAP=512m

# One line per target: its name, module, class and method.
fuzz_targets() {
  (cd "$CLEW_HOME" && find . -path '*/src/test/java/*' -name '*FuzzTest.java' | sort | while read -r file; do
    module=${file#./}
    module=${module%%/src/test/java/*}
    class=${file##*/src/test/java/}
    class=$(printf %s "${class%.java}" | tr / .)
    awk -v module="$module" -v class="$class" '
      BEGIN { name = class; sub(/.*\./, "", name); sub(/FuzzTest$/, "", name) }
      /@FuzzTest/ { fuzz = 1; next }
      fuzz && /void [A-Za-z0-9_]+\(/ {
        method = $0; sub(/.*void /, "", method); sub(/\(.*/, "", method)
        print name "." method, module, class, method
        fuzz = 0
      }' "$file"
  done)
}

fuzz_usage() {
  cat <<'EOF'
Usage: ./clew fuzz TARGET [SECONDS]
       ./clew fuzz all [SECONDS]

Runs one target, those whose names begin with TARGET, or all of them in turn, each for SECONDS (60).
Exit code 1 when an input was found that a target does not stand. Targets:

EOF
  fuzz_targets | awk '{ printf "  %-40s %s\n", $1, $2 }'
}

# What one run found out: executions, and the places in the code reached before and after.
fuzz_figures() {
  awk '
    /stat::number_of_executed_units:/ { executions = $2 }
    /^#[0-9]+/ { ran = substr($1, 2) + 0 }
    /cov: [0-9]+/ { match($0, /cov: [0-9]+/); covered = substr($0, RSTART + 5, RLENGTH - 5) }
    /INITED/ && /cov:/ { first = covered }
    END {
      if (executions == "") executions = ran + 0
      printf "%d executions, coverage %d -> %d", executions, first, covered
    }' "$1"
}

fuzz_one() { # NAME MODULE CLASS METHOD SECONDS
  fuzz_findings=$FUZZ_HOME/findings/$1
  fuzz_log=$FUZZ_HOME/logs/$1.log
  mkdir -p "$fuzz_findings" "$FUZZ_HOME/corpus/$1" "$FUZZ_HOME/logs"
  fuzz_known=$(ls "$fuzz_findings")
  fuzz_resources=$2/src/test/resources/$(printf %s "$3" | tr . /)
  set -- "$@" "-max_total_time=$5"
  [ ! -f "$CLEW_HOME/$fuzz_resources.dict" ] || set -- "$@" "-dict=$CLEW_HOME/$fuzz_resources.dict"
  fuzz_status=0
  (
    name=$1 module=$2 class=$3 method=$4
    shift 5
    cd "$CLEW_HOME/$module"
    # shellcheck disable=SC2086 # the flags are words
    exec "$JAVA_HOME/bin/java" $FUZZ_FLAGS -Xmx$FUZZ_HEAP -XX:+UseSerialGC -XX:+EnableDynamicAgentLoading \
      -cp "target/classes:target/test-classes:$(cat target/test.classpath)" com.code_intelligence.jazzer.Jazzer \
      "--target_class=$class" "--target_method=$method" "--instrumentation_includes=dev.clew.**" \
      "--custom_hook_includes=dev.clew.**" "--reproducer_path=$fuzz_findings" \
      "$FUZZ_HOME/corpus/$name" "$@" "-timeout=$FUZZ_TIMEOUT" -rss_limit_mb=0 -print_final_stats=1 \
      "-artifact_prefix=$fuzz_findings/"
  ) >"$fuzz_log" 2>&1 || fuzz_status=$?
  if [ $fuzz_status = 0 ]; then
    echo "$1: $(fuzz_figures "$fuzz_log"), no finding"
    return 0
  fi
  echo "$1: $(fuzz_figures "$fuzz_log"), FAILED"
  sed -n '/^== Java Exception/,/^== libFuzzer crashing input/p; /ERROR: libFuzzer/p' "$fuzz_log" | sed '/^== libFuzzer/d; s/^/    /' | head -30
  fuzz_new=
  for fuzz_file in "$fuzz_findings"/*; do
    case " $(echo $fuzz_known) " in *" ${fuzz_file##*/} "*) ;; *) case $fuzz_file in *.java | *\*) ;; *) fuzz_new=$fuzz_file ;; esac ;; esac
  done
  if [ -n "$fuzz_new" ]; then
    echo "  The input: ${fuzz_new#"$CLEW_HOME"/}"
    echo "  As a seed, once it is mended: cp ${fuzz_new#"$CLEW_HOME"/} ${fuzz_resources}Inputs/$4/NAME"
  fi
  echo "  The whole log: ${fuzz_log#"$CLEW_HOME"/}"
  return 1
}

fuzz() {
  case "${1:-}" in "" | --list | --help) fuzz_usage; exit 0 ;; esac
  fuzz_wanted=$1
  fuzz_seconds=${2:-60}
  case $fuzz_seconds in
    "" | *[!0-9]*) echo "clew: seconds: $fuzz_seconds (expected: a whole number)" >&2; exit 2 ;;
  esac
  fuzz_chosen=$(fuzz_targets | awk -v wanted="$fuzz_wanted" \
    'wanted == "all" || $1 == wanted { exact = exact $0 "\n" } index($1, wanted) == 1 { some = some $0 "\n" }
     END { printf "%s", exact == "" ? some : exact }')
  [ -n "$fuzz_chosen" ] || { echo "clew: no fuzz target: $fuzz_wanted (./clew fuzz lists them)" >&2; exit 2; }
  FUZZ_FLAGS=$(sed -n 's:.*<jvm.flags>\(.*\)</jvm.flags>.*:\1:p' "$CLEW_HOME/pom.xml")
  need_jdk
  fuzz_modules=$(printf '%s\n' "$fuzz_chosen" | awk '{ print $2 }' | sort -u | paste -sd, -)
  # CLEW_FUZZ_BUILT=yes says that the test classes and target/test.classpath are there.
  # shellcheck disable=SC2086 # CLEW_FUZZ_MAVEN are words
  [ "${CLEW_FUZZ_BUILT:-}" = yes ] || maven -q ${CLEW_FUZZ_MAVEN:-} -pl "$fuzz_modules" -am test-compile \
    dependency:build-classpath -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test >&2
  fuzz_failed=0
  fuzz_count=0
  while read -r fuzz_name fuzz_module fuzz_class fuzz_method; do
    fuzz_count=$((fuzz_count + 1))
    fuzz_one "$fuzz_name" "$fuzz_module" "$fuzz_class" "$fuzz_method" "$fuzz_seconds" </dev/null || fuzz_failed=$((fuzz_failed + 1))
  done <<EOF
$fuzz_chosen
EOF
  echo "$fuzz_count targets, $fuzz_failed with findings"
  [ "$fuzz_failed" = 0 ]
}
