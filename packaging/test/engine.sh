#!/bin/bash
# Sourced by compose-test.sh: a private Docker engine with its own socket, data and pid file, no way
# out of its containers, and stand-ins for the base images, so that no registry is needed.

# Modules of a JRE as the default base image has them; the stand-in is linked from the JDK in use.
jre_modules=java.se,jdk.charsets,jdk.crypto.ec,jdk.httpserver,jdk.incubator.vector,jdk.jfr,jdk.localedata
jre_modules+=,jdk.management,jdk.naming.dns,jdk.net,jdk.security.auth,jdk.unsupported,jdk.zipfs

# Why there can be no engine here; nothing when there can be one.
engine_obstacle() {
  local program free
  [ "$(uname -s)" = Linux ] || { echo "it needs Linux"; return; }
  [ "$(id -u)" = 0 ] || { echo "it needs root"; return; }
  for program in dockerd docker debootstrap curl ip; do
    command -v "$program" >/dev/null || { echo "$program is not installed"; return; }
  done
  ip link show docker0 >/dev/null 2>&1 && { echo "this machine runs a Docker engine of its own (docker0)"; return; }
  free=$(df -Pk "$cache" | awk 'NR==2 {print $4}')
  [ "$free" -ge $((3 * 1024 * 1024)) ] || { echo "it needs 3 GB of free disk, there are $((free / 1024)) MB"; return; }
}

# The Debian mirror that this machine uses already.
debian_mirror() {
  sed -n 's/^URIs: *\([^ ]*\).*/\1/p' /etc/apt/sources.list.d/debian.sources 2>/dev/null | head -n 1 | grep . ||
    sed -n 's/^deb \(\[[^]]*\] \)\{0,1\}\([^ ]*debian[^ ]*\) .*/\2/p' /etc/apt/sources.list 2>/dev/null | head -n 1
}

# Compose v2 and buildx as plug-ins: Debian 12 has neither, Debian 13's run on it.
fetch_plugins() {
  [ -x "$cache/plugins/docker-compose" ] && [ -x "$cache/plugins/docker-buildx" ] && return
  local apt=$cache/apt
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/debs" "$cache/plugins"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(debian_mirror) trixie main" >"$apt/sources.list"
  cat >"$apt/apt.conf" <<EOF
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "-";
Dir::State::lists "$apt/lists";
Dir::Cache "$apt/cache";
APT::Sandbox::User "root";
EOF
  (
    export APT_CONFIG=$apt/apt.conf
    apt-get -q update && cd "$apt/debs" && apt-get -q download docker-compose docker-buildx
  ) >"$cache/plugins.log" 2>&1 || { tail -n 20 "$cache/plugins.log" >&2; return 1; }
  local deb
  for deb in "$apt"/debs/*.deb; do dpkg -x "$deb" "$apt/unpacked"; done
  cp "$apt"/unpacked/usr/libexec/docker/cli-plugins/* "$cache/plugins/"
}

start_engine() {
  export DOCKER_HOST=unix://$work/docker.sock DOCKER_CONFIG=$work/config
  mkdir -p "$DOCKER_CONFIG"
  ln -sfn "$cache/plugins" "$DOCKER_CONFIG/cli-plugins"
  setsid dockerd --host "$DOCKER_HOST" --data-root "$work/data" --exec-root "$work/exec" --pidfile "$work/docker.pid" \
    --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false --ip=127.0.0.1 \
    >"$work/dockerd.log" 2>&1 </dev/null &
  local tries=0
  until docker info >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || { tail -n 20 "$work/dockerd.log" >&2; return 1; }
    sleep 0.5
  done
}

stop_engine() {
  if [ -s "$work/docker.pid" ]; then
    local pid tries=0 network
    pid=$(cat "$work/docker.pid")
    docker ps -aq 2>/dev/null | xargs -r docker rm -f >/dev/null 2>&1 || true
    for network in $(docker network ls -q --filter type=custom 2>/dev/null); do
      docker network rm "$network" >/dev/null 2>&1 || true
    done
    kill -TERM "$pid" 2>/dev/null || true
    while kill -0 "$pid" 2>/dev/null && [ "$tries" -lt 60 ]; do tries=$((tries + 1)); sleep 0.5; done
    kill -0 "$pid" 2>/dev/null && kill -KILL "$pid"
    ip link del docker0 2>/dev/null || true
  fi
  umount "$work/exec/netns/default" 2>/dev/null || true
  rm -rf "$work"
}

# local/jre:25 and local/node:24 stand in for eclipse-temurin:25-jre and node:24-bookworm-slim.
import_base_images() {
  local rootfs=$cache/rootfs node_folder
  if [ ! -f "$cache/rootfs.done" ]; then
    rm -rf "$rootfs"
    debootstrap --variant=minbase bookworm "$rootfs" "$(debian_mirror)" >"$cache/debootstrap.log" 2>&1 || {
      tail -n 20 "$cache/debootstrap.log" >&2
      return 1
    }
    rm -rf "$rootfs"/var/cache/apt/archives/*.deb "$rootfs"/var/lib/apt/lists/*
    mkdir -p "$rootfs/opt/java"
    "$JAVA_HOME/bin/jlink" --add-modules "$jre_modules" --no-header-files --no-man-pages \
      --output "$rootfs/opt/java/openjdk" >"$cache/jlink.log" 2>&1 || { cat "$cache/jlink.log" >&2; return 1; }
    touch "$cache/rootfs.done"
  fi
  tar -C "$rootfs" --numeric-owner -c . | docker import -c 'ENV JAVA_HOME=/opt/java/openjdk' \
    -c 'ENV PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' - local/jre:25 >/dev/null
  node_folder=$(sh "$home/tools/node.sh")
  mkdir -p "$work/node/usr/local/bin"
  cp -L "$node_folder/node" "$work/node/usr/local/bin/node"
  tar -C "$work/node" --numeric-owner -c . | docker import - local/node:24 >/dev/null
}
