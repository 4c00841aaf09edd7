// JsSIP's types stand on Node's EventEmitter; this is the part of it used here.
declare module 'events' {
  export class EventEmitter {
    on(type: string, listener: (...args: never[]) => void): this;
    removeAllListeners(type?: string): this;
  }
}
declare module 'debug' {
  export interface Debug { enable(namespaces: string): void }
}
