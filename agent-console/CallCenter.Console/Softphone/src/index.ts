import type { DeviceKind, Devices } from './audio';
import { listen } from './keys';
import { meter as showMeter } from './meter';
import type { EchoResult } from './echo';
import type { RingProof } from './ring';
import { voice as hearVoice } from './seat';
import { Softphone } from './softphone';
import type { Credential, DotNet, PhoneNews } from './types';

export { notifications, surroundings } from './seat';
export { waveform } from './waveform';

const phone = new Softphone();
void phone.resume();

/** Called once by the console; answers the first news. */
export function create(delegate: DotNet): PhoneNews {
  listen(delegate);
  return phone.attach(delegate);
}

export const connect = (credential: Credential): void => phone.connect(credential);
export const disconnect = (abandon: boolean): void => phone.disconnect(abandon);
export const answer = (): void => phone.answer();
export const hangUp = (): void => phone.hangUp();
export const mute = (on: boolean): void => phone.mute(on);
export const dtmf = (tones: string): void => phone.dtmf(tones);
export const flowing = (): boolean => phone.flowing();
export const microphone = (): Promise<string> => phone.microphone();
export const notify = (title: string, body: string): Promise<void> => phone.notify(title, body);
export const devices = (): Promise<Devices> => phone.audio.devices();
export const choose = (kind: DeviceKind, id: string): Promise<void> => phone.audio.choose(kind, id);
export const testTone = (kind: DeviceKind): Promise<void> => phone.ring.test(kind === 'ring' ? phone.audio.ring : phone.audio.speaker);

export const echo = (): Promise<EchoResult> => phone.echo();
export const voice = (): Promise<boolean> => hearVoice(phone.audio, 8000);
export const proveRing = (): Promise<RingProof> => phone.ring.prove(phone.audio.ring);

/** The ring as a call would make it, until it is stopped; a call that rings meanwhile goes on ringing. */
export function sampleRing(on: boolean): void {
  if (on) phone.ring.start(phone.audio.ring);
  else if (!phone.ringing) phone.ring.stop();
}

/** An alarm asks on the screen, over a talk: its tone, and who it is, where the browser can speak. */
export function alarm(words: string | null): void {
  if (words === null) {
    if (!phone.ringing) phone.ring.stop();
    return;
  }
  phone.ring.start(phone.audio.ring, true);
  if (!('speechSynthesis' in window)) return;
  const speech = new SpeechSynthesisUtterance(words);
  speech.lang = document.documentElement.lang;
  window.speechSynthesis.speak(speech);
}

/** False when the call could not be held or taken back now. */
export async function hold(on: boolean): Promise<boolean> {
  try {
    await phone.hold(on);
    return true;
  } catch (e) {
    console.warn('hold', e);
    return false;
  }
}

export async function meter(element: HTMLElement): Promise<void> {
  await phone.microphone();
  showMeter(element, phone.audio.input);
}

/** Asked on a gesture (就绪), or browsers refuse to ask. */
export function allowNotifications(): void {
  if ('Notification' in window && Notification.permission === 'default') void Notification.requestPermission(); // who ignores the question still gets ready
}

export function language(tag: string): void {
  document.documentElement.lang = tag;
}

export function focus(id: string): void {
  document.getElementById(id)?.focus();
}

export function dialog(element: HTMLDialogElement, open: boolean): void {
  if (open && !element.open) element.showModal();
  if (!open && element.open) element.close();
}
