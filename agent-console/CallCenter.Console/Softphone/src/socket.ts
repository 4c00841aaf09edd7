/**
 * JsSIP's socket with two things its own lacks: a bound on connecting, and drop(), which gives up a
 * connection that looks open but is dead (sleep, changed network) without waiting for TCP to notice.
 */
export class SipSocket {
  readonly url: string;
  readonly sip_uri: string;
  via_transport: string;
  onconnect: () => void = () => {};
  ondisconnect: (error: boolean, code?: number, reason?: string) => void = () => {};
  ondata: (data: unknown) => void = () => {};
  private ws: WebSocket | null = null;
  private patience = 0;

  constructor(url: string) {
    const parsed = new URL(url);
    const scheme = parsed.protocol.replace(':', '');
    this.url = url;
    this.via_transport = scheme.toUpperCase();
    this.sip_uri = `sip:${parsed.host};transport=${scheme}`;
  }

  connect(): void {
    if (this.isConnected() || this.isConnecting()) return;
    this.release();
    const ws = new WebSocket(this.url, 'sip');
    this.ws = ws;
    ws.binaryType = 'arraybuffer';
    this.patience = window.setTimeout(() => this.drop(), 4000);
    ws.onopen = () => {
      clearTimeout(this.patience);
      this.onconnect();
    };
    ws.onclose = e => {
      clearTimeout(this.patience);
      this.ws = null;
      this.ondisconnect(!e.wasClean, e.code, e.reason);
    };
    ws.onmessage = e => this.ondata(e.data);
  }

  disconnect(): void {
    this.release();
  }

  drop(): void {
    if (!this.ws) return;
    this.release();
    this.ondisconnect(true, 1006, 'silent');
  }

  send(message: string | ArrayBufferLike | Blob | ArrayBufferView): boolean {
    if (!this.isConnected()) return false;
    this.ws!.send(message as string);
    return true;
  }

  isConnected(): boolean {
    return this.ws?.readyState === WebSocket.OPEN;
  }

  isConnecting(): boolean {
    return this.ws?.readyState === WebSocket.CONNECTING;
  }

  private release(): void {
    clearTimeout(this.patience);
    const ws = this.ws;
    if (!ws) return;
    this.ws = null;
    ws.onopen = ws.onclose = ws.onmessage = null;
    ws.close();
  }
}
