/** What the page is told, whole on every change; the C# side has the same shapes in PhoneNews.cs. */
export type Registration = 'off' | 'connecting' | 'registered' | 'refused';
export type MicrophoneState = 'unknown' | 'ok' | 'refused' | 'lost';
export type Phase = 'ringing' | 'answering' | 'up';

export interface SessionNews {
  /** X-CC-Offer of the INVITE, null when the dialplan rang us without the Server. */
  offer: string | null;
  call: string | null;
  caller: string | null;
  phase: Phase;
  held: boolean;
  muted: boolean;
}

export interface PhoneNews {
  registration: Registration;
  microphone: MicrophoneState;
  session: SessionNews | null;
}

export interface Credential {
  socket: string;
  uri: string;
  user: string;
  password: string;
  /** Missing in a credential kept by an older page. */
  iceServers?: RTCIceServer[];
}

/** A Blazor DotNetObjectReference. */
export interface DotNet {
  invokeMethodAsync(method: string, ...args: unknown[]): Promise<unknown>;
}
