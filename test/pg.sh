#!/usr/bin/env bash
# A PostgreSQL of its own for tests, in a temporary folder, on 127.0.0.1 and a free port below 32768.
#
# Usage: test/pg.sh start [--no-fsync] [--watch PID]   prints its URL; with --watch it stops by itself when that process is gone
#        test/pg.sh stop [URL]            stops it and removes its folder; without URL the one the same process started
# Root starts it as the user postgres, since the server refuses root. Settings are PostgreSQL's own defaults, fsync
# included, so that what is measured here is what is run elsewhere. --no-fsync is for tests that make and drop a database
# each: no test takes the machine's power away, and a killed process loses nothing that it has written.
set -euo pipefail

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
if [ -z "$bin" ]; then
  bin=$(dirname "$(command -v initdb || echo /nowhere/initdb)")
fi
[ -x "$bin/initdb" ] || { echo "pg.sh: the PostgreSQL server is not installed (apt-get install postgresql)" >&2; exit 1; }

state="${TMPDIR:-/tmp}/pv-pg-$(id -u)"

# Runs a command as a user the server accepts.
as_server() {
  if [ "$(id -u)" = 0 ]; then
    (cd / && runuser -u postgres -- "$@")
  else
    "$@"
  fi
}

free_port() {
  local port try
  for try in $(seq 100); do
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
  done
  echo "pg.sh: no free port" >&2
  exit 1
}

remove() {
  as_server "$bin/pg_ctl" -D "$1/data" -m immediate -w -t 30 stop >/dev/null 2>&1 || true
  rm -rf "$1"
  grep -lxF "$1" "$state"-* 2>/dev/null | xargs -r rm -f
}

start() {
  local dir port try fast=()
  if [ "${1:-}" = --no-fsync ]; then
    fast=(-c fsync=off -c full_page_writes=off)
    shift
  fi
  dir=$(as_server mktemp -d "${TMPDIR:-/tmp}/pv-pg.XXXXXX")
  if ! as_server "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >"$dir/initdb.log" 2>&1; then
    cat "$dir/initdb.log" >&2
    rm -rf "$dir"
    exit 1
  fi
  # another test run may take the port in between: try a few
  for try in 1 2 3 4 5; do
    port=$(free_port)
    if as_server "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 60 \
        -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$dir -c max_connections=200 ${fast[*]}" start >/dev/null 2>&1; then
      if [ "${1:-}" = --watch ]; then
        ( trap '' HUP INT; while kill -0 "$2" 2>/dev/null && [ -d "$dir" ]; do sleep 1; done; remove "$dir" ) \
          </dev/null >/dev/null 2>&1 &
      fi
      echo "$dir" >"$state-port-$port"
      echo "$dir" >"$state-parent-$PPID"
      echo "postgres://postgres@127.0.0.1:$port/postgres"
      return
    fi
  done
  cat "$dir/log" >&2
  remove "$dir"
  exit 1
}

case "${1:-}" in
  start) shift; start "$@" ;;
  stop)
    file="$state-parent-$PPID"
    if [ -n "${2:-}" ]; then
      port=${2##*:}
      file="$state-port-${port%%/*}"
    fi
    [ -f "$file" ] || { echo "pg.sh: nothing to stop" >&2; exit 2; }
    dir=$(cat "$file")
    case "$dir" in
      */pv-pg.*) remove "$dir" ;;
    esac ;;
  *) sed -n '4,8s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
