# What install, start, stop and cli share. Sourced, never run.

TREE=/opt/callcenter/asterisk         # Asterisk's own root, where apt itself offers none
SHIM=/opt/callcenter/nowildcard.so
STATE=/var/lib/callcenter             # homes user asterisk cannot reach, and the registry of ports
USER_NAME=asterisk
NEEDED_MAJOR=22 NEEDED_MINOR=5
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

say() { printf '%s\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }

need_root() {
  [ "$(id -u)" = 0 ] && return
  command -v sudo >/dev/null || die "$(basename "$0") must run as root, or with sudo installed."
  exec sudo --preserve-env="$(env | sed -n 's/^\(CALLCENTER_[A-Z_]*\)=.*/\1/p' | paste -sd, -)" -- "$0" "$@"
}

# Sets ASTERISK (the command, without -C), MODULES and DATA for the Asterisk of this machine.
find_asterisk() {
  local triplet loader
  if [ -x /usr/sbin/asterisk ] && [ ! -d "$TREE" ]; then
    ASTERISK=(env "LD_PRELOAD=$SHIM" /usr/sbin/asterisk)
    MODULES=$(echo /usr/lib/*-linux-gnu/asterisk/modules) DATA=/usr/share/asterisk
    return 0
  fi
  [ -x "$TREE/usr/sbin/asterisk" ] || return 1
  triplet=$(basename "$(dirname "$(dirname "$(echo "$TREE"/usr/lib/*-linux-gnu/asterisk/modules)")")")
  loader=$(find "$TREE/usr/lib/$triplet" -maxdepth 1 -name 'ld-linux*.so.*' | head -n 1)
  # The tree's own loader and libraries: no chroot, no mounts, nothing to take down afterwards.
  ASTERISK=("$loader" --argv0 asterisk --preload "$SHIM"
    --library-path "$TREE/usr/lib/$triplet:$TREE/lib/$triplet" "$TREE/usr/sbin/asterisk")
  MODULES=$TREE/usr/lib/$triplet/asterisk/modules DATA=$TREE/usr/share/asterisk
}

asterisk_version() { find_asterisk && "${ASTERISK[@]}" -V 2>/dev/null | sed -n 's/^Asterisk \([0-9.]*\).*/\1/p'; }

version_is_enough() {
  local major=${1%%.*} rest=${1#*.}
  [ -n "$1" ] && { [ "$major" -gt $NEEDED_MAJOR ] || { [ "$major" = $NEEDED_MAJOR ] && [ "${rest%%.*}" -ge $NEEDED_MINOR ]; }; }
}

# The process in $HOME/asterisk.pid, if it is alive and really this home's Asterisk.
running_pid() {
  local home=$1 pid
  pid=$(cat "$home/asterisk.pid" 2>/dev/null) || return 1
  [ -n "$pid" ] && tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -qxF "$(realpath -m "$home/asterisk")/etc/asterisk.conf" && echo "$pid"
}

as_asterisk() { setpriv --reuid="$USER_NAME" --regid="$USER_NAME" --init-groups "$@"; }

wait_gone() { # pid, tenths of a second
  local i
  for ((i = 0; i < $2; i++)); do kill -0 "$1" 2>/dev/null || return 0; sleep 0.1; done
  ! kill -0 "$1" 2>/dev/null
}

# Where a folder of a home lies that user asterisk cannot reach in it.
elsewhere() { echo "$STATE/$(printf %s "$1" | sha256sum | cut -c1-12)/$(basename "$2")"; } # home, name

# Puts the folder where user asterisk can reach it: in the home, or else below $STATE with a link in the home.
place() { # home, name; prints where it really is
  local path=$1/$2 real
  real=$(elsewhere "$1" "$2")
  if [ ! -e "$path" ] || [ -L "$path" ]; then
    # The control socket's path has to fit into 107 bytes.
    if [ ! -L "$path" ] && as_asterisk test -x "$1" 2>/dev/null && [ ${#path} -lt 80 ]; then
      mkdir -p "$path"
    else
      # A left-over of a home that was deleted is not this home's past.
      [ -L "$path" ] || rm -rf "$real"
      mkdir -p "$real" "$(dirname "$path")" && ln -sfn "$real" "$path"
    fi || die "$path cannot be made: is the disk full?"
  fi
  realpath "$path"
}
