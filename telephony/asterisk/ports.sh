# Ports of a home: allotted once, under a lock, from a registry all homes of this machine share. Sourced by start.

REGISTRY=$STATE/ports   # a line per home: ARI_PORT SIP_PORT(0 = given by the setting) RTP_START RTP_END HOME

port_free() { ! ss -Hltun "sport = :$1" 2>/dev/null | grep -q .; }
port_owner() { ss -Hltunp "sport = :$1" 2>/dev/null | sed -n 's/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/ (\1, pid \2)/p' | head -n 1; }
registered() { awk -v p="$1" '$1==p || $2==p {found=1} END {exit !found}' "$REGISTRY"; }

first_free() { # from, what
  local p
  for ((p = $1; p < $1 + 2000; p++)); do
    if ! registered "$p" && port_free "$p"; then echo "$p"; return; fi
  done
  die "No free port for $2 from $1 on."
}

first_free_range() { # below the kernel's own range for outgoing connections
  local start last
  for ((start = ${CALLCENTER_RTP_FROM:-10000}; (last = start + CALLCENTER_RTP_PORTS - 1) < 32000; start += 1000)); do
    awk -v s="$start" -v e="$last" '$3<=e && $4>=s {found=1} END {exit found}' "$REGISTRY" &&
      ! ss -Hlun "sport >= :$start and sport <= :$last" | grep -q . && { echo "$start"; return; }
  done
  die "No free range of $CALLCENTER_RTP_PORTS RTP ports below 32000: other homes are listed in $REGISTRY."
}

# Adds a port of the home's own for the browsers' SIP sockets over TLS, when a certificate asks for one.
allot_tls_port() {
  local home=$1 port
  [ -n "$CALLCENTER_TLS" ] && ! grep -q '^WSS_PORT=' "$home/ports" || return 0
  exec 8>>"$REGISTRY.lock" && flock 8 || die "The registry of ports in $STATE cannot be locked."
  port=${CALLCENTER_WSS_PORT:-$(first_free "${CALLCENTER_WSS_FROM:-8489}" "the browsers' SIP sockets")} || exit 1
  echo "$port 0 0 0 $home" >>"$REGISTRY" && echo "WSS_PORT=$port" >>"$home/ports" || die "$home/ports cannot be written: is the disk full?"
  exec 8>&-
}

# Writes HOME/ports. CALLCENTER_SIP_PORT=0 asks for a SIP port of its own too (tests).
allot_ports() {
  local home=$1 ari sip rtp
  [ -s "$home/ports" ] && return
  [[ $CALLCENTER_RTP_PORTS =~ ^[1-9][0-9]{2,4}$ ]] || die "CALLCENTER_RTP_PORTS is '$CALLCENTER_RTP_PORTS': a number from 100 on is wanted, four for each call."
  exec 8>>"$REGISTRY.lock" && flock 8 || die "The registry of ports in $STATE cannot be locked."
  touch "$REGISTRY"
  # Homes that are gone give their ports back.
  while read -r a s r e h; do [ -d "$h" ] && [ "$h" != "$home" ] && echo "$a $s $r $e $h"; done <"$REGISTRY" >"$REGISTRY.new"
  mv "$REGISTRY.new" "$REGISTRY"
  ari=${CALLCENTER_ARI_PORT:-$(first_free "${CALLCENTER_ARI_FROM:-8088}" ARI)} || exit 1
  sip=0
  [ "$CALLCENTER_SIP_PORT" != 0 ] || sip=$(first_free "${CALLCENTER_SIP_FROM:-5160}" SIP) || exit 1
  rtp=$(first_free_range) || exit 1
  echo "$ari $sip $rtp $((rtp + CALLCENTER_RTP_PORTS - 1)) $home" >>"$REGISTRY" || die "$REGISTRY cannot be written: is the disk full?"
  printf 'ARI_PORT=%s\nRTP_START=%s\nRTP_END=%s\n' "$ari" "$rtp" $((rtp + CALLCENTER_RTP_PORTS - 1)) >"$home/ports" || die "$home/ports cannot be written: is the disk full?"
  [ "$sip" = 0 ] || echo "SIP_PORT=$sip" >>"$home/ports"
  exec 8>&-
}
