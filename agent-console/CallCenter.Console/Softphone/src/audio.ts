import type { MicrophoneState } from './types';

export type DeviceKind = 'microphone' | 'speaker' | 'ring';
export interface Device { id: string; label: string }
export interface Devices { microphones: Device[]; speakers: Device[]; microphone: string; speaker: string; ring: string }

const store = 'cc.audio';

/** Microphone, speaker and ring device. The microphone stays open while the phone is on: answering needs no wait, and a pulled headset is noticed while idle. */
export class Audio {
  state: MicrophoneState = 'unknown';
  readonly remote = document.createElement('audio');
  private chosen: Record<DeviceKind, string> = { microphone: '', speaker: '', ring: '' };
  private stream: MediaStream | null = null;
  private opening: Promise<MicrophoneState> | null = null;
  private silent: MediaStream | null = null;

  /** @param replaced a new microphone track for the running call */
  constructor(private readonly changed: () => void, private readonly replaced: () => void) {
    this.chosen = { ...this.chosen, ...JSON.parse(localStorage.getItem(store) ?? '{}') };
    this.remote.autoplay = true;
    this.remote.hidden = true;
    document.body.append(this.remote);
    void sink(this.remote, this.chosen.speaker);
    navigator.mediaDevices?.addEventListener('devicechange', () => void this.reconsider());
  }

  get ring(): string {
    return this.chosen.ring || this.chosen.speaker;
  }

  get speaker(): string {
    return this.chosen.speaker;
  }

  get input(): MediaStream | null {
    return this.stream;
  }

  /** Asks for the microphone; the browser asks its user the first time. */
  open(): Promise<MicrophoneState> {
    if (this.state === 'ok' && this.stream?.active) return Promise.resolve('ok');
    return this.opening ??= this.take().finally(() => { this.opening = null; });
  }

  close(): void {
    this.stream?.getTracks().forEach(t => t.stop());
    this.stream = null;
    this.enter('unknown');
  }

  /** A track of its own for one call, so that muting that call leaves the meter and the next call alone. */
  track(): MediaStreamTrack {
    const live = this.stream?.getAudioTracks().find(t => t.readyState === 'live');
    return (live ?? this.silence()).clone();
  }

  async devices(): Promise<Devices> {
    const all = await navigator.mediaDevices.enumerateDevices();
    const of = (kind: MediaDeviceKind) => all.filter(d => d.kind === kind && d.deviceId).map(d => ({ id: d.deviceId, label: d.label || d.deviceId.slice(0, 8) }));
    return { microphones: of('audioinput'), speakers: of('audiooutput'), ...this.chosen };
  }

  async choose(kind: DeviceKind, id: string): Promise<void> {
    this.chosen[kind] = id;
    localStorage.setItem(store, JSON.stringify(this.chosen));
    if (kind === 'speaker') await sink(this.remote, id);
    if (kind === 'microphone') await this.take();
  }

  private async take(): Promise<MicrophoneState> {
    try {
      const fresh = await this.capture();
      this.stream?.getTracks().forEach(t => t.stop());
      this.stream = fresh;
      const track = fresh.getAudioTracks()[0];
      track.addEventListener('ended', () => { if (this.stream === fresh) void this.lose(); });
      this.enter('ok');
      this.replaced(); // a call answered before it opened has been sending silence
    } catch (e) {
      this.enter((e as DOMException)?.name === 'NotAllowedError' ? 'refused' : 'lost');
    }
    return this.state;
  }

  private async capture(): Promise<MediaStream> {
    const wanted = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    const media = navigator.mediaDevices;
    if (!media) throw new DOMException('insecure page', 'NotAllowedError');
    if (!this.chosen.microphone) return media.getUserMedia({ audio: wanted });
    try {
      return await media.getUserMedia({ audio: { ...wanted, deviceId: { exact: this.chosen.microphone } } });
    } catch (e) {
      if ((e as DOMException)?.name === 'NotAllowedError') throw e;
      return media.getUserMedia({ audio: wanted }); // the chosen one is away: any other is better than none
    }
  }

  private async lose(): Promise<void> {
    this.stream = null;
    this.enter('lost');
    if (await this.open() !== 'ok') this.replaced();
  }

  private async reconsider(): Promise<void> {
    const present = (await navigator.mediaDevices.enumerateDevices()).filter(d => d.kind === 'audioinput');
    const current = this.stream?.getAudioTracks()[0]?.getSettings().deviceId;
    if (current && !present.some(d => d.deviceId === current)) await this.lose();
    else if (this.state === 'lost' && present.length > 0) await this.open();
    this.changed();
  }

  private silence(): MediaStreamTrack {
    this.silent ??= new AudioContext().createMediaStreamDestination().stream;
    return this.silent.getAudioTracks()[0];
  }

  private enter(state: MicrophoneState): void {
    if (this.state === state) return;
    this.state = state;
    this.changed();
  }
}

/** Plays an element on a device; a device that left falls back to the default one. */
export async function sink(element: HTMLAudioElement, id: string): Promise<void> {
  if (!element.setSinkId) return;
  try {
    await element.setSinkId(id);
  } catch {
    await element.setSinkId('').catch(e => console.warn('no audio output', e));
  }
}
