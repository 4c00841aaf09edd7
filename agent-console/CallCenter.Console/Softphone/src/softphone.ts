import type { IncomingRTCSessionEvent } from 'jssip/lib/UA';
import { Audio } from './audio';
import { EchoTest, type EchoResult } from './echo';
import { Line } from './registration';
import { Ring } from './ring';
import { Talk } from './talk';
import type { Credential, DotNet, MicrophoneState, PhoneNews } from './types';

const credentialStore = 'cc.credential';
const seatLock = 'cc.phone';

/**
 * The phone in the page. Commands return promises; news goes to one delegate. Everything here depends on
 * Asterisk alone: it registers, rings, answers, mutes and hangs up with the Server dead.
 * A reload sends no BYE: the Server rejoins the page with an INVITE that carries X-CC-Resume.
 */
export class Softphone {
  readonly audio: Audio;
  readonly ring = new Ring();
  private readonly line: Line;
  private talk: Talk | null = null;
  private echoTest: EchoTest | null = null;
  private notice: Notification | null = null;
  private queued = false;
  private next: Credential | null = null;

  private delegate: DotNet | null = null;

  constructor() {
    this.audio = new Audio(() => this.tell(), () => void this.talk?.renew());
    this.line = new Line(() => this.tell(), e => this.invited(e), () => this.cut());
  }

  /**
   * After a reload the phone is back before .NET is: the credential of this tab registers at once. The lock tells a
   * reload from a duplicated tab, which has the same session storage and must not push the first one out.
   */
  async resume(): Promise<void> {
    const kept = sessionStorage.getItem(credentialStore);
    if (!kept || !await this.claim(700) || this.line.state !== 'off') return;
    void this.audio.open();
    this.line.start(JSON.parse(kept) as Credential);
  }

  attach(delegate: DotNet): PhoneNews {
    this.delegate = delegate;
    return this.news;
  }

  get news(): PhoneNews {
    return { registration: this.line.state, microphone: this.audio.state, session: this.talk?.news ?? null };
  }

  get ringing(): boolean {
    return this.talk?.phase === 'ringing';
  }

  /** A new credential waits for the end of a talk: restarting the socket would cut it. */
  connect(credential: Credential): void {
    void this.audio.open();
    void this.claim(5000);
    sessionStorage.setItem(credentialStore, JSON.stringify(credential));
    if (this.talk) this.next = credential;
    else this.line.start(credential);
  }

  /** @param abandon leave a talk without BYE, as a closed tab does: the Server then takes the call to the seat's other page */
  disconnect(abandon: boolean): void {
    this.next = null;
    sessionStorage.removeItem(credentialStore);
    this.release();
    if (abandon) this.line.silence();
    this.talk?.hangUp();
    this.line.stop();
    this.audio.close();
  }

  microphone(): Promise<MicrophoneState> {
    return this.audio.open();
  }

  answer(): void {
    this.quiet();
    this.talk?.answer();
  }

  hangUp(): void {
    this.talk?.hangUp();
  }

  mute(on: boolean): void {
    this.talk?.mute(on);
  }

  async hold(on: boolean): Promise<void> {
    // JsSIP ends the call when a re-INVITE cannot be sent: better to refuse than to lose the resident.
    if (!this.talk || !this.line.connected) throw new Error('away');
    await this.talk.hold(on);
  }

  dtmf(tones: string): void {
    if (this.line.connected) this.talk?.dtmf(tones);
  }

  flowing(): boolean {
    return this.talk?.flowing ?? false;
  }

  /** For the seat check; not while there is a call. */
  async echo(): Promise<EchoResult> {
    if (this.talk || this.echoTest) return 'stopped';
    this.echoTest = new EchoTest();
    try {
      return await this.echoTest.run((number, options) => this.line.dial(number, options), this.line.iceServers);
    } finally {
      this.echoTest = null;
    }
  }

  async notify(title: string, body: string): Promise<void> {
    if (!('Notification' in window) || Notification.permission !== 'granted' || !this.talk) return;
    this.notice?.close();
    this.notice = new Notification(title, { body, tag: 'callcenter-ring', requireInteraction: true });
    this.notice.onclick = () => window.focus();
  }

  /** Held for as long as this page has the phone; the browser lets go of it with the page. */
  private claim(patience: number): Promise<boolean> {
    if (!navigator.locks) return Promise.resolve(false);
    return new Promise(resolve => {
      navigator.locks.request(seatLock, { signal: AbortSignal.timeout(patience) }, () => {
        resolve(true);
        return new Promise<void>(done => { this.release = done; });
      }).catch(() => resolve(false));
    });
  }

  private release: () => void = () => {};

  private invited(e: IncomingRTCSessionEvent): void {
    const talk = new Talk(e.session, e.request, this.audio, this.line.iceServers, () => this.tell(), t => this.over(t));
    this.echoTest?.stop();
    const before = this.talk;
    if (before?.alive) {
      // Only the Server knows offers: another one, or a rejoin, says that what this page has is dead. Anything else finds us busy, unless we
      // are talking to nobody: a call of the dialplan must not be refused for that.
      if (talk.offer ? talk.offer === before.offer && !talk.resume : !before.deserted) {
        talk.hangUp();
        return;
      }
      this.talk = null;
      this.quiet();
      before.hangUp();
    }
    this.talk = talk;
    if (talk.resume) talk.answer();
    else this.ring.start(this.audio.ring, talk.life);
    this.tell();
  }

  /** The socket went: a talk goes on (media is apart), a ringing INVITE cannot be answered any more. */
  private cut(): void {
    if (this.talk?.phase === 'ringing') this.talk.hangUp();
  }

  private over(talk: Talk): void {
    if (this.talk !== talk) return;
    this.talk = null;
    this.quiet();
    this.tell();
    if (!this.next) return;
    this.line.start(this.next);
    this.next = null;
  }

  private quiet(): void {
    this.ring.stop();
    this.notice?.close();
    this.notice = null;
  }

  /** Several changes of one turn make one call into .NET. */
  private tell(): void {
    if (this.queued || !this.delegate) return;
    this.queued = true;
    queueMicrotask(() => {
      this.queued = false;
      void this.delegate?.invokeMethodAsync('News', this.news);
    });
  }
}
