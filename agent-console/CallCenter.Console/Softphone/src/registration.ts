import { UA } from 'jssip';
import type { RTCSession } from 'jssip/lib/RTCSession';
import type { CallOptions, IncomingRTCSessionEvent } from 'jssip/lib/UA';
import { SipSocket } from './socket';
import type { Credential, Registration } from './types';

const heartbeat = 5000;
const silence = 2500;

/** The SIP socket straight to Asterisk. Registers for ever by itself; the Server is not asked. */
export class Line {
  state: Registration = 'off';
  /** STUN and TURN, from the credential. */
  iceServers: RTCIceServer[] = [];
  private ua: UA | null = null;
  private socket: SipSocket | null = null;
  private pulse = 0;
  private again = 0;
  private beats = Date.now();
  private readonly wake = () => {
    if (document.visibilityState === 'visible') this.probe();
  };

  constructor(
    private readonly changed: () => void,
    private readonly rings: (e: IncomingRTCSessionEvent) => void,
    private readonly dropped: () => void) {}

  get connected(): boolean {
    return this.socket?.isConnected() ?? false;
  }

  start(credential: Credential): void {
    this.stop();
    this.iceServers = credential.iceServers ?? [];
    const socket = new SipSocket(credential.socket);
    const ua = new UA({
      sockets: socket as never,
      uri: credential.uri,
      authorization_user: credential.user,
      password: credential.password,
      register: true,
      register_expires: 60,
      session_timers: false,
      no_answer_timeout: 600,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 3,
      user_agent: 'CallCenter',
    });
    this.socket = socket;
    this.ua = ua;
    ua.on('connected', () => this.enter('connecting'));
    ua.on('disconnected', () => {
      this.enter('connecting');
      this.dropped();
    });
    ua.on('registered', () => this.enter('registered'));
    ua.on('unregistered', () => this.enter('connecting'));
    ua.on('registrationFailed', (e: { response?: { status_code: number } | null }) => this.retry(e.response?.status_code ?? 0));
    ua.on('newRTCSession', (e: { originator: string }) => {
      if (e.originator === 'remote') this.rings(e as IncomingRTCSessionEvent);
    });
    this.enter('connecting');
    ua.start();
    this.pulse = window.setInterval(() => this.beat(), 1000);
    window.addEventListener('online', this.wake);
    document.addEventListener('visibilitychange', this.wake);
  }

  stop(): void {
    clearInterval(this.pulse);
    clearTimeout(this.again);
    window.removeEventListener('online', this.wake);
    document.removeEventListener('visibilitychange', this.wake);
    const ua = this.ua;
    this.ua = null;
    if (ua) {
      ua.removeAllListeners();
      ua.stop();
    }
    this.socket = null;
    this.enter('off');
  }

  /** A call of this page's own; null while it is not registered. */
  dial(number: string, options: CallOptions): RTCSession | null {
    return this.state === 'registered' && this.ua ? this.ua.call(number, options) : null;
  }

  /** Nothing more is sent: what is hung up from here on, Asterisk does not hear of. */
  silence(): void {
    this.socket?.disconnect();
  }

  /** Seconds without a tick mean the machine slept: the socket is suspect at once. */
  private beat(): void {
    const now = Date.now();
    const slept = now - this.beats > 5000;
    this.beats = now;
    if (slept || now - this.last > heartbeat) this.probe();
  }

  private last = Date.now();

  /** Any answer to OPTIONS shows life; none within the bound drops the socket and JsSIP connects anew. */
  private probe(): void {
    this.last = Date.now();
    const { ua, socket } = this;
    if (!ua || !socket?.isConnected()) return;
    const late = window.setTimeout(() => socket.drop(), silence);
    const alive = () => clearTimeout(late);
    const options = { eventHandlers: { succeeded: alive, failed: (e: { response?: unknown }) => { if (e.response) alive(); } } };
    (ua as unknown as { sendOptions(target: string, body: undefined, options: unknown): void })
      .sendOptions(String(ua.get('uri')), undefined, options);
  }

  private retry(status: number): void {
    // 401/403/404: the credential is gone (signed out elsewhere, or not yet written). Keep trying, but tell the page.
    this.enter(status === 401 || status === 403 || status === 404 ? 'refused' : 'connecting');
    clearTimeout(this.again);
    this.again = window.setTimeout(() => {
      if (this.ua?.isConnected()) this.ua.register();
    }, 1000 + Math.random() * 2000);
  }

  private enter(state: Registration): void {
    if (this.state === state) return;
    this.state = state;
    this.changed();
  }
}
