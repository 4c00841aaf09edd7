import { sink } from './audio';

/** The ring: 450 Hz, one second on, two off; made here, so no file has to load first. */
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

  start(device: string): void {
    this.stop();
    void this.prepare(device);
    this.tone(450, 1);
    this.timer = window.setInterval(() => this.tone(450, 1), 3000);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = 0;
    if (this.context?.state === 'running') void this.context.suspend();
  }

  async test(device: string): Promise<void> {
    await this.prepare(device);
    this.tone(660, 0.6);
  }

  private async prepare(device: string): Promise<void> {
    if (!this.context) {
      this.context = new AudioContext();
      this.element = document.createElement('audio');
      this.element.hidden = true;
      document.body.append(this.element);
    }
    await sink(this.element!, device);
    await this.context.resume();
  }

  private tone(hertz: number, seconds: number): void {
    const context = this.context!;
    const output = this.output(context);
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    const now = context.currentTime;
    oscillator.frequency.value = hertz;
    gain.gain.setValueAtTime(0, now);
    gain.gain.linearRampToValueAtTime(0.25, now + 0.02);
    gain.gain.setValueAtTime(0.25, now + seconds - 0.05);
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
