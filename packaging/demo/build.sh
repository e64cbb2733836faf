#!/bin/sh
# Builds the sample shop into packaging/demo/target/shop: build.sh [MAVEN_GOAL], package without one.
set -eu
CLEW_HOME=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
export CLEW_HOME
JAVA_HOME=$(sh "$CLEW_HOME/tools/jdk.sh")
node_folder=$(sh "$CLEW_HOME/tools/node.sh")
MAVEN_OPTS="${MAVEN_OPTS:-} --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
export JAVA_HOME MAVEN_OPTS
cd "$CLEW_HOME"
if [ "${1:-package}" = package ]; then
  mvn -B -q -Pdemo -pl packaging/demo package -DskipTests
else
  mvn -B -q -Pdemo -pl packaging/demo "$1"
  "$node_folder/node" --test packaging/demo/inventory/stock.test.js
fi
cd packaging/demo/target/shop/inventory
if [ ! -d node_modules/express ] || [ package-lock.json -nt node_modules ]; then
  "$node_folder/node" "$node_folder/node_modules/npm/bin/npm-cli.js" ci --ignore-scripts --omit=dev --no-audit --no-fund \
    --loglevel=error
fi
