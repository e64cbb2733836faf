# ./clew test MODULE [TEST]: the unit tests of one module, or one test class of it, a unit test or an
# integration test (*IT). What the module needs is compiled, not tested. Read by ./clew.
module_test() {
  if [ ! -f "$CLEW_HOME/$1/pom.xml" ]; then
    echo "clew: no module: $1 (expected: one of $(sed -n 's:.*<module>\([a-z-]*\)</module>.*:\1:p' "$CLEW_HOME/pom.xml" | paste -sd ' ' -))" >&2
    exit 2
  fi
  module_package=dev/clew/$(printf %s "$1" | tr -d -)
  case "${2:-}" in
    "") set -- "$1" test "-Dtest=$module_package/**/*Test" ;;
    *IT) set -- "$1" verify -Dtest=NoUnitTest "-Dit.test=$2" ;;
    *) set -- "$1" test "-Dtest=$2" ;;
  esac
  module_name=$1
  shift
  maven -q -pl "$module_name" -am "$@" -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false
  echo "clew: passed: $module_name $*"
}
