#!/bin/sh
# Prints the home of a JDK 25 or newer: CLEW_JDK, JAVA_HOME, the one on PATH, then the usual places.
usable() {
  [ -x "$1/bin/javac" ] || return 1
  major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null)
  [ -n "$major" ] && [ "$major" -ge 25 ]
}
on_path=$(command -v javac 2>/dev/null || true)
[ -n "$on_path" ] && on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
for home in "${CLEW_JDK:-}" "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/java/* /opt/jdk* /usr/local/openjdk* \
  "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
  if [ -n "$home" ] && usable "$home"; then
    echo "$home"
    exit 0
  fi
done
cat >&2 <<'EOF'
clew: no JDK 25 found. Install one, for example Eclipse Temurin 25 (Debian package temurin-25-jdk, or
SDKMAN: sdk install java 25-tem), or point JAVA_HOME at one. A JRE is not enough: clew builds itself.
EOF
exit 1
