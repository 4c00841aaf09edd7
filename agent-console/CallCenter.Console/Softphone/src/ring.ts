import { sink } from './audio';

/** blocked: the browser lets nothing sound. device: the chosen loudspeaker is gone. */
export type RingProof = 'audible' | 'blocked' | 'device';

const pause = (milliseconds: number) => new Promise(resolve => window.setTimeout(resolve, milliseconds));

/** The ring: 450 Hz, one second on, two off; for an alarm two tones in turn without a pause. Made here, so no file has to load first. */
export class Ring {
  private context: AudioContext | null = null;
  private element: HTMLAudioElement | null = null;
  private timer = 0;

  /** A page may sound only after a gesture; the first one wakes the context. */
  constructor() {
    const wake = () => { if (this.context?.state === 'suspended') void this.context.resume(); };
    document.addEventListener('pointerdown', wake, true);
    document.addEventListener('keydown', wake, true);
  }

  start(device: string, life = false): void {
    this.stop();
    void this.prepare(device);
    if (life) {
      let high = false;
      const next = () => this.tone((high = !high) ? 960 : 720, 0.32, 0.4);
      next();
      this.timer = window.setInterval(next, 340);
      return;
    }
    this.tone(450, 1);
    this.timer = window.setInterval(() => this.tone(450, 1), 3000);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = 0;
    if (this.context?.state === 'running') void this.context.suspend();
  }

  /**
   * Whether a ring would be heard now, on this device: a soft blip has to play really, not only be allowed. Answers at once where it
   * does; a slow machine gets its time before it is told no.
   */
  async prove(device: string): Promise<RingProof> {
    if (this.timer) return 'audible';
    const { context, element } = this.build();
    try {
      if (element.setSinkId && element.sinkId !== device) await element.setSinkId(device);
    } catch {
      return 'device';
    }
    let allowed = true;
    void context.resume();
    this.tone(450, 0.12, 0.03);
    element.play().catch(() => { allowed = false; });
    const [sounded, played] = [context.currentTime, element.currentTime];
    for (const began = performance.now(); allowed && performance.now() - began < 1500; await pause(15)) {
      if (context.state === 'running' && context.currentTime > sounded && !element.paused && element.currentTime > played) {
        window.setTimeout(() => { if (!this.timer) this.stop(); }, 250);
        return 'audible';
      }
    }
    return 'blocked';
  }

  async test(device: string): Promise<void> {
    await this.prepare(device);
    this.tone(660, 0.6);
  }

  private async prepare(device: string): Promise<void> {
    const { context, element } = this.build();
    await sink(element, device);
    await context.resume();
  }

  private build(): { context: AudioContext; element: HTMLAudioElement } {
    if (!this.context) {
      this.context = new AudioContext();
      this.element = document.createElement('audio');
      this.element.hidden = true;
      document.body.append(this.element);
    }
    return { context: this.context, element: this.element! };
  }

  private tone(hertz: number, seconds: number, loudness = 0.25): void {
    const context = this.context!;
    const output = this.output(context);
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    const now = context.currentTime;
    oscillator.frequency.value = hertz;
    gain.gain.setValueAtTime(0, now);
    gain.gain.linearRampToValueAtTime(loudness, now + 0.02);
    gain.gain.setValueAtTime(loudness, now + seconds - 0.05);
    gain.gain.linearRampToValueAtTime(0, now + seconds);
    oscillator.connect(gain).connect(output);
    oscillator.start(now);
    oscillator.stop(now + seconds);
  }

  private destination: MediaStreamAudioDestinationNode | null = null;

  private output(context: AudioContext): AudioNode {
    if (!this.destination) {
      this.destination = context.createMediaStreamDestination();
      this.element!.srcObject = this.destination.stream;
      this.element!.play().catch(e => console.warn('ring not allowed yet', e));
    } else if (this.element!.paused) {
      this.element!.play().catch(e => console.warn('ring not allowed yet', e));
    }
    return this.destination;
  }
}
