import type { Audio } from './audio';

/** What the seat check asks of the browser itself. */
export interface Surroundings { name: string; version: number; able: boolean; secure: boolean; clockAhead: number }

/** Chrome, Edge and what is built on them from 110 on, Firefox from 116 on; what is missing anywhere is missing here. */
export async function surroundings(): Promise<Surroundings> {
  const agent = navigator.userAgent;
  const found = /(Firefox|Edg|Chrome)\/(\d+)/.exec(agent.includes('Edg/') ? agent.replace('Chrome/', '') : agent);
  const name = ({ Edg: 'Edge', Chrome: 'Chrome', Firefox: 'Firefox' } as Record<string, string>)[found?.[1] ?? ''] ?? '';
  const version = Number(found?.[2] ?? 0);
  const enough = version >= (name === 'Firefox' ? 116 : 110);
  const parts = ['RTCPeerConnection', 'WebSocket', 'AudioContext', 'WebAssembly', 'Notification'].every(p => p in window);
  return { name, version, able: name !== '' && enough && parts && 'setSinkId' in HTMLMediaElement.prototype, secure: window.isSecureContext, clockAhead: await clockAhead() };
}

/** Seconds this machine's clock is ahead of the Server's; 0 where nobody answers. */
async function clockAhead(): Promise<number> {
  try {
    const answer = await fetch('favicon.svg', { method: 'HEAD', cache: 'no-store' });
    const date = Date.parse(answer.headers.get('Date') ?? '');
    return Number.isNaN(date) ? 0 : Math.round((Date.now() - date) / 1000);
  } catch {
    return 0;
  }
}

/** Whether the microphone hears anything at all within the time. */
export async function voice(audio: Audio, milliseconds: number): Promise<boolean> {
  if (await audio.open() !== 'ok' || !audio.input) return false;
  const context = new AudioContext();
  try {
    void context.resume();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(audio.input).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    for (const began = performance.now(); performance.now() - began < milliseconds; await new Promise(resolve => window.setTimeout(resolve, 50))) {
      analyser.getFloatTimeDomainData(samples);
      if (samples.some(s => Math.abs(s) > 0.01)) return true;
    }
    return false;
  } finally {
    void context.close();
  }
}

/** granted, denied, or default when the question was not answered. */
export async function notifications(): Promise<string> {
  if (!('Notification' in window)) return 'denied';
  if (Notification.permission !== 'default') return Notification.permission;
  return Promise.race([Notification.requestPermission(), new Promise<string>(resolve => window.setTimeout(() => resolve('default'), 20000))]);
}
