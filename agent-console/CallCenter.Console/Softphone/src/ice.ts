import type { IceCandidateEvent } from 'jssip/lib/RTCSession';

const local = 30; // host candidates come together; waiting for the end would cost seconds
const remote = 800;

/** When an offer or answer may go: with STUN or TURN once the first candidate from there came, for a bounded time. */
export function gatherIce(servers: RTCIceServer[]): (e: IceCandidateEvent) => void {
  let waiting = false;
  return e => {
    if (servers.length === 0) {
      window.setTimeout(e.ready, local);
      return;
    }
    const wanted = servers.some(s => [s.urls].flat().some(u => u.startsWith('turn'))) ? 'relay' : 'srflx';
    if (e.candidate.type === wanted) e.ready();
    else if (!waiting) window.setTimeout(e.ready, remote);
    waiting = true;
  };
}
