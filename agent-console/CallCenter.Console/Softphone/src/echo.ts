import type { RTCSession } from 'jssip/lib/RTCSession';
import type { CallOptions } from 'jssip/lib/UA';
import { gatherIce } from './ice';

/** heard: our tone came back. offline: not registered. refused: Asterisk said no. blocked: no way for the media. silent: a way, but no sound. stopped: a call came. */
export type EchoResult = 'heard' | 'offline' | 'refused' | 'blocked' | 'silent' | 'stopped';

const hertz = 1000;
const patience = 10000;

/** Calls the echo (*43) with a tone and listens for it: SIP, ICE, DTLS and RTP there and back, and nobody is disturbed. */
export class EchoTest {
  private session: RTCSession | null = null;
  private over: EchoResult | null = null;

  async run(dial: (number: string, options: CallOptions) => RTCSession | null, iceServers: RTCIceServer[]): Promise<EchoResult> {
    const context = new AudioContext();
    try {
      const voice = tone(context);
      const ear = document.createElement('audio'); // Chromium feeds a remote stream to nothing else until an element plays it
      ear.muted = true;
      let remote: MediaStream | null = null;
      let connection: RTCPeerConnection | null = null;
      this.session = dial('*43', {
        mediaStream: voice,
        pcConfig: { iceServers },
        eventHandlers: {
          icecandidate: gatherIce(iceServers),
          peerconnection: (e: { peerconnection: RTCPeerConnection }) => {
            connection = e.peerconnection;
            connection.addEventListener('track', t => {
              remote = t.streams[0] ?? new MediaStream([t.track]);
              ear.srcObject = remote;
              ear.play().catch(error => console.warn('echo test', error));
            });
          },
          failed: () => { this.over ??= 'refused'; },
        },
      });
      if (!this.session) return 'offline';
      await context.resume();
      const began = performance.now();
      let analyser: AnalyserNode | null = null;
      for (let heard = 0; performance.now() - began < patience && !this.over; await pause(80)) {
        if (remote && !analyser) analyser = listen(context, remote);
        heard = analyser && hears(analyser) ? heard + 1 : 0;
        if (heard === 3) return 'heard';
      }
      return this.over ?? ((connection as RTCPeerConnection | null)?.connectionState === 'connected' ? 'silent' : 'blocked');
    } finally {
      this.end();
      void context.close();
    }
  }

  /** A real call comes first. */
  stop(): void {
    this.over ??= 'stopped';
    this.end();
  }

  private end(): void {
    const session = this.session;
    this.session = null;
    if (session && !session.isEnded()) session.terminate();
  }
}

function tone(context: AudioContext): MediaStream {
  const output = context.createMediaStreamDestination();
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.frequency.value = hertz;
  gain.gain.value = 0.3;
  oscillator.connect(gain).connect(output);
  oscillator.start();
  return output.stream;
}

function listen(context: AudioContext, stream: MediaStream): AnalyserNode {
  const analyser = context.createAnalyser();
  analyser.fftSize = 4096;
  analyser.smoothingTimeConstant = 0;
  context.createMediaStreamSource(stream).connect(analyser);
  return analyser;
}

/** The strongest frequency is our own, and it is no whisper. */
function hears(analyser: AnalyserNode): boolean {
  const bins = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(bins);
  const best = bins.reduce((at, level, i) => level > bins[at] ? i : at, 0);
  return bins[best] > -60 && Math.abs(best * analyser.context.sampleRate / analyser.fftSize - hertz) < 40;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => window.setTimeout(resolve, milliseconds));
}
