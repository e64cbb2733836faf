# ./clew conformance: counts what passes and fails of each set of expectations. Read by ./clew.
# The tests that look at a set count it, see testkit's Conformance; they are part of ./clew test, too.
counts=$CLEW_HOME/target/conformance
rm -rf "$counts"
failed=0
mkdir -p "$CLEW_HOME/target"
maven -q -fae test -pl storage,log-store,metrics-store,trace-store -am "-Dclew.conformance=$counts" \
  '-Dtest=SearchAgainstScanTest,LogqlScriptTest,PipeScriptTest,PromqlScriptTest,RequestMetricsTruthTest' \
  -Dsurefire.failIfNoSpecifiedTests=false > "$CLEW_HOME/target/conformance.log" 2>&1 || failed=1
cat "$counts"/*.tsv 2>/dev/null | awk -F '\t' '
  { passed[$1] += $2; failed[$1] += $3 }
  END { for (set in passed) printf "%-28s %7d passed, %d failed\n", set ":", passed[set], failed[set] }' | sort
[ -d "$counts" ] || failed=1
[ $failed = 0 ] || echo "clew: something failed; target/conformance.log tells what" >&2
exit $failed
