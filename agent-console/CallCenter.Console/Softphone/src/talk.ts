import type { RTCSession } from 'jssip/lib/RTCSession';
import type { IncomingRequest } from 'jssip/lib/SIPMessage';
import type { Audio } from './audio';
import { gatherIce } from './ice';
import type { Phase, SessionNews } from './types';

const mutedStore = 'cc.muted';

/** One SIP session in this page, from INVITE to its end. */
export class Talk {
  readonly offer: string | null;
  readonly call: string | null;
  readonly caller: string | null;
  readonly resume: boolean;
  readonly life: boolean;
  phase: Phase = 'ringing';
  over = false;
  private packets = 0;
  private heard = 0;
  private listening = 0;
  private input: MediaStream | null = null;

  constructor(
    private readonly session: RTCSession,
    request: IncomingRequest,
    private readonly audio: Audio,
    private readonly iceServers: RTCIceServer[],
    private readonly changed: () => void,
    private readonly ended: (talk: Talk) => void) {
    this.offer = request.getHeader('X-CC-Offer') ?? null;
    this.call = request.getHeader('X-CC-Call') ?? null;
    this.resume = request.getHeader('X-CC-Resume') === '1';
    this.life = request.getHeader('X-CC-Life') === '1';
    this.caller = session.remote_identity?.uri?.user ?? null;
    session.on('peerconnection', e => e.peerconnection.addEventListener('track', t => this.play(t)));
    session.on('icecandidate', gatherIce(iceServers));
    session.on('accepted', () => this.up());
    session.on('ended', () => this.finish());
    session.on('failed', () => this.finish());
    for (const news of ['hold', 'unhold', 'muted', 'unmuted'] as const) session.on(news, () => this.changed());
  }

  get news(): SessionNews {
    return {
      offer: this.offer, call: this.call, caller: this.caller, phase: this.phase,
      held: this.session.isOnHold().local, muted: this.session.isMuted().audio ?? false,
    };
  }

  get alive(): boolean {
    return !this.over;
  }

  /** Packets came from Asterisk within the last 1.5 s: it still has this leg. */
  get flowing(): boolean {
    return performance.now() - this.heard < 1500;
  }

  /** Up, not held by this page, and silent for seconds: nobody is there any more. */
  get deserted(): boolean {
    return this.phase === 'up' && !this.session.isOnHold().local && performance.now() - this.heard > 3000;
  }

  answer(): void {
    if (this.phase !== 'ringing' || this.over) return;
    this.phase = 'answering';
    this.input = this.audio.input;
    this.session.answer({ mediaStream: new MediaStream([this.audio.track()]), pcConfig: { iceServers: this.iceServers } });
    if (this.resume && sessionStorage.getItem(mutedStore) === this.call) this.mute(true);
    this.changed();
  }

  mute(on: boolean): void {
    if (on) this.session.mute({ audio: true });
    else this.session.unmute({ audio: true });
    if (on && this.call) sessionStorage.setItem(mutedStore, this.call); // a reload must not open a muted microphone
    else sessionStorage.removeItem(mutedStore);
  }

  hold(on: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const asked = on ? this.session.hold({}, resolve) : this.session.unhold({}, resolve);
      if (!asked) reject(new Error('not ready'));
    });
  }

  dtmf(tones: string): void {
    const sender = this.session.connection?.getSenders().find(s => s.dtmf?.canInsertDTMF);
    this.session.sendDTMF(tones, { transportType: (sender ? 'RFC2833' : 'INFO') as never, duration: 160, interToneGap: 100 });
  }

  hangUp(): void {
    if (this.over) return;
    if (this.phase === 'ringing') this.session.terminate({ status_code: 486, reason_phrase: 'Busy Here' });
    else this.session.terminate();
  }

  /** After the microphone changed. */
  async renew(): Promise<void> {
    const sender = this.session.connection?.getSenders().find(s => s.dtmf || s.track?.kind === 'audio' || s.track === null);
    if (!sender || this.over) return;
    const track = this.audio.track();
    track.enabled = !(this.session.isMuted().audio || this.session.isOnHold().local);
    const before = sender.track;
    await sender.replaceTrack(track);
    before?.stop();
  }

  private up(): void {
    this.phase = 'up';
    this.heard = performance.now();
    this.listening = window.setInterval(() => void this.listen(), 500);
    if (this.audio.input !== this.input) void this.renew(); // it opened while we answered, when there was no sender to give it to
    this.changed();
  }

  private play(e: RTCTrackEvent): void {
    this.audio.remote.srcObject = e.streams[0] ?? new MediaStream([e.track]);
    this.audio.remote.play().catch(error => console.warn('remote audio waits for a gesture', error));
  }

  private async listen(): Promise<void> {
    const connection = this.session.connection;
    if (this.over || !connection || connection.connectionState === 'closed') return;
    (await connection.getStats()).forEach(s => {
      if (s.type !== 'inbound-rtp' || s.packetsReceived <= this.packets) return;
      this.packets = s.packetsReceived;
      this.heard = performance.now();
    });
  }

  private finish(): void {
    if (this.over) return;
    this.over = true;
    clearInterval(this.listening);
    this.session.connection?.getSenders().forEach(s => s.track?.stop());
    sessionStorage.removeItem(mutedStore);
    this.ended(this);
  }
}
