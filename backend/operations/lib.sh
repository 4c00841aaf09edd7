# What the commands of operation share. Sourced, never run.
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
TELEPHONY=$ROOT/telephony/asterisk
# In the checkout these migrations are known; a database that has another one was made by a newer version.
MIGRATIONS=$ROOT/backend/CallCenter.Data/Migrations

say() { printf '%s\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }
need() { command -v "$1" >/dev/null || die "$1 is missing: apt-get install $2"; }
now() { date -u +%Y%m%dT%H%M%SZ; }

# The ./run that serves this home.
run_pid() {
  local pid
  pid=$(cat "$1/run.pid" 2>/dev/null) && [ -n "$pid" ] && ! flock -n "$1/run.pid.lock" true 2>/dev/null && echo "$pid"
}

# The folder the Server of this home runs from.
running_from() {
  local pid
  pid=$(cat "$1/server.pid" 2>/dev/null) && readlink "/proc/$pid/cwd" 2>/dev/null
}

# The settings a process of this home was started with, one a line.
settings_of() { # home, pid
  [ -n "$2" ] && tr '\0' '\n' <"/proc/$2/environ" 2>/dev/null | grep '^CALLCENTER_[A-Za-z0-9_]*='
}

server_settings() {
  local settings
  # ./run itself was started with them too, should its Server just be away.
  settings=$(settings_of "$1" "$(cat "$1/server.pid" 2>/dev/null)") && grep -qxF "CALLCENTER_HOME=$1" <<<"$settings" && echo "$settings" && return
  settings_of "$1" "$(run_pid "$1")"
}

# The settings the units have, when they serve this home.
unit_settings() {
  local settings
  # Quotes around a value are systemd's, not the value's.
  settings=$(sed -nE 's/[[:space:]]+$//; s/^[[:space:]]*(CALLCENTER_[A-Za-z0-9_]+=)"(.*)"$/\1\2/; s/^[[:space:]]*(CALLCENTER_[A-Za-z0-9_]+=)'"'(.*)'"'$/\1\2/; s/^[[:space:]]*(CALLCENTER_[A-Za-z0-9_]+=)/\1/p' \
    "${CALLCENTER_ENV_FILE:-/etc/callcenter/callcenter.env}" 2>/dev/null) || return
  [ "$(realpath -m "$(sed -n 's/^CALLCENTER_HOME=//p' <<<"$settings" | tail -n 1)" 2>/dev/null)" = "$1" ] && echo "$settings"
}

# What lies outside the home and belongs to the site all the same: the units' settings, when they serve this home, and the files that settings name. The key ring has a place of its own.
outside_files() { # home
  local name path
  {
    ! unit_settings "$1" >/dev/null || realpath "${CALLCENTER_ENV_FILE:-/etc/callcenter/callcenter.env}"
    for name in $(compgen -e CALLCENTER_); do
      case $name in
        CALLCENTER_KEY_FILE | CALLCENTER_ENV_FILE) ;;
        CALLCENTER_TLS) tr ':' '\n' <<<"${!name}" ;;
        CALLCENTER_*_FILE) printf '%s\n' "${!name}" ;;
      esac
    done
  } | sort -u | while IFS= read -r path; do
    case $path in "$1"/*) ;; /*) printf '%s\n' "$path" ;; esac
  done
}

# Takes over what this home runs with: the settings of its Server, else those of the units. What the environment says already counts more.
use_settings() { # home
  local settings name value
  settings=$(server_settings "$1") || settings=$(unit_settings "$1") || settings=
  # Who gives the database in one way does not mean the other.
  [ -z "${CALLCENTER_DATABASE+given}${CALLCENTER_DATABASE_FILE+given}" ] || settings=$(sed '/^CALLCENTER_DATABASE\(_FILE\)\?=/d' <<<"$settings")
  while IFS='=' read -r name value; do
    [ -z "$name" ] || [ -n "${!name+given}" ] || export "$name=$value"
  done <<<"$settings"
  [ -z "${CALLCENTER_DATABASE_FILE:-}" ] || CALLCENTER_DATABASE=$(cat "$CALLCENTER_DATABASE_FILE") || die "$CALLCENTER_DATABASE_FILE cannot be read."
  # The Server takes one of the two, and a password is not for every program's environment.
  [ -z "${CALLCENTER_DATABASE_FILE:-}" ] || export -n CALLCENTER_DATABASE
}

# A database file of the time before the site moved to a database server is there still, and no copy of the site. HOME/database: what ./run found last.
check_database() { # home
  local served
  served=$(cat "$1/database" 2>/dev/null) || served=
  ! is_sqlite || case ${served:-sqlite} in sqlite) ;; *) die "$1 works with a $served database, and CALLCENTER_DATABASE does not say which: give it as ./run has it, or run this while the Server runs." ;; esac
}

# Where the Server of this home answers, whatever it listens on: our own machine, so nothing is to be learnt from its certificate (curl -k).
server_url() {
  local CALLCENTER_TLS='' CALLCENTER_BIND='' CALLCENTER_HTTP_PORT='' name value
  while IFS='=' read -r name value; do
    case $name in CALLCENTER_TLS | CALLCENTER_BIND | CALLCENTER_HTTP_PORT) printf -v "$name" %s "$value" ;; esac
  done < <(server_settings "$1")
  [ -n "$CALLCENTER_BIND" ] && [ "$CALLCENTER_BIND" != 0.0.0.0 ] || CALLCENTER_BIND=127.0.0.1
  echo "http${CALLCENTER_TLS:+s}://$CALLCENTER_BIND:${CALLCENTER_HTTP_PORT:-8080}"
}

# ./run starts this build for the home until the checkout is moved on purpose.
choose_build() { # home, folder
  touch "$2" # publish throws the oldest away
  printf '%s\n%s\n' "$2" "$(revision)" >"$1/build.new" && mv "$1/build.new" "$1/build" || die "$1/build cannot be written: is the disk full?"
}

revision() { git -C "$ROOT" describe --always --dirty 2>/dev/null || echo unknown; }

is_sqlite() { case ${CALLCENTER_DATABASE:-sqlite} in sqlite*) return 0 ;; *) return 1 ;; esac; }

# The people of the database server save it themselves.
is_elsewhere() {
  case ${CALLCENTER_DATABASE_BACKUP:-} in
    '') return 1 ;;
    elsewhere) ! is_sqlite || die "CALLCENTER_DATABASE_BACKUP is 'elsewhere', and the database is a file of this home: nobody else saves it." ;;
    *) die "CALLCENTER_DATABASE_BACKUP is '$CALLCENTER_DATABASE_BACKUP': nothing or elsewhere is wanted." ;;
  esac
}

# Sets PGHOST and the like from CALLCENTER_DATABASE=postgres:Host=...;Database=...
postgres_settings() {
  local text=${CALLCENTER_DATABASE#*:} part
  case $CALLCENTER_DATABASE in
    postgres:*) ;;
    *) die "A ${CALLCENTER_DATABASE%%:*} database is saved with its own tools: where its people do that, set CALLCENTER_DATABASE_BACKUP=elsewhere." ;;
  esac
  need pg_dump postgresql-client
  while IFS= read -r -d ';' part; do
    case $(tr '[:upper:]' '[:lower:]' <<<"${part%%=*}" | tr -d ' ') in
      host | server) export PGHOST=${part#*=} ;;
      port) export PGPORT=${part#*=} ;;
      database) export PGDATABASE=${part#*=} ;;
      username | userid | user) export PGUSER=${part#*=} ;;
      password) export PGPASSWORD=${part#*=} ;;
    esac
  done <<<"$text;"
}

# One value from the database of this home; empty where the table is not there.
ask() { # home, SQL
  if is_sqlite; then sqlite3 -readonly "$1/callcenter.db" "$2" 2>/dev/null
  else (postgres_settings && psql -qAtX -c "$2" 2>/dev/null); fi
}
last_migration() {
  local folder
  case ${CALLCENTER_DATABASE:-} in
    # Only the Server itself speaks to it.
    sqlserver:*) folder=$(running_from "$1") && (cd "$folder" && CALLCENTER_HOME=$1 dotnet CallCenter.Server.dll migrate) ;;
    *) ask "$1" 'SELECT "MigrationId" FROM "__EFMigrationsHistory" ORDER BY 1 DESC LIMIT 1' ;;
  esac
}

# The key ring of a home: what its recordings are sealed with.
key_file() { echo "${CALLCENTER_KEY_FILE:-/var/lib/callcenter-keys/$(printf %s "$1" | sha256sum | cut -c1-8)/ring.json}"; }
