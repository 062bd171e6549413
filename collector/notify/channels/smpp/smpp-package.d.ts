/** What we use of the package `smpp`, which brings no types. Names are those of SMPP 3.4. */
declare module 'smpp' {
  import type { EventEmitter } from 'node:events';
  import type { Server as NetServer } from 'node:net';

  export interface Pdu {
    readonly command: string;
    readonly command_status: number;
    readonly message_id?: string;
    readonly esm_class?: number;
    readonly data_coding?: number;
    readonly source_addr?: string;
    readonly source_addr_ton?: number;
    readonly destination_addr?: string;
    readonly dest_addr_ton?: number;
    readonly registered_delivery?: number;
    readonly system_id?: string;
    readonly password?: string;
    readonly short_message?: { readonly message: string | Buffer };
    readonly message_payload?: { readonly message: string | Buffer };
    readonly receipted_message_id?: string;
    readonly message_state?: number;
    response(fields?: Fields): Pdu;
  }

  export type Fields = Readonly<Record<string, string | number | Buffer | boolean>>;
  type Request = (fields: Fields, answered?: (answer: Pdu) => void) => boolean;

  export class Session extends EventEmitter {
    readonly socket: import('node:net').Socket;
    bind_transceiver: Request;
    submit_sm: Request;
    deliver_sm: Request;
    enquire_link: Request;
    unbind: Request;
    /** `false`: the connection is gone. */
    send(pdu: Pdu): boolean;
    close(): void;
    destroy(): void;
  }

  interface Smpp {
    connect(options: {
      readonly host: string;
      readonly port: number;
      readonly tls?: boolean;
      readonly ca?: string;
    }): Session;
    createServer(
      options: { readonly key?: Buffer; readonly cert?: Buffer },
      listener: (session: Session) => void,
    ): NetServer;
    readonly errors: Readonly<Record<string, number>>;
    readonly encodings: { readonly ASCII: { match(text: string): boolean } };
  }

  // A CommonJS module: Node gives it as a whole.
  const smpp: Smpp;
  // biome-ignore lint/style/noDefaultExport: so it is
  export default smpp;
}
