/** The channels in use. They are changed under way: one that is replaced is closed when what it has in hand has ended. */
import type { ChannelSettings } from '../../../model/channel-settings.ts';
import type { Channel } from './channel.ts';
import type { ChannelParts } from './open-channels.ts';
import { openChannels } from './open-channels.ts';

const KEYS = ['smtp', 'smpp', 'gammu', 'http_sms', 'webhooks'] as const;
type Key = (typeof KEYS)[number];

interface Opened {
  readonly channel: Channel;
  /** As text: settings that say the same keep their channel, and its session. */
  readonly settings: string;
  retire(): void;
}

export class ChannelSet {
  readonly #parts: ChannelParts;
  #opened: ReadonlyMap<Key, Opened> = new Map();
  #replacing: Promise<void> = Promise.resolve();

  private constructor(parts: ChannelParts) {
    this.#parts = parts;
  }

  static async open(settings: ChannelSettings, parts: ChannelParts): Promise<ChannelSet> {
    const set = new ChannelSet(parts);
    await set.replace(settings);
    return set;
  }

  get all(): readonly Channel[] {
    return [...this.#opened.values()].map(({ channel }) => channel);
  }

  /** Opens what is new or set otherwise now, and retires what it stands in for. */
  replace(settings: ChannelSettings): Promise<void> {
    const replaced = this.#replacing.then(() => this.#replace(settings));
    this.#replacing = replaced.catch(() => {});
    return replaced;
  }

  async #replace(settings: ChannelSettings): Promise<void> {
    const before = this.#opened;
    const after = new Map<Key, Opened>();
    for (const key of KEYS) {
      const one = settings[key];
      if (one === undefined) continue;
      const text = JSON.stringify(one);
      const known = before.get(key);
      if (known?.settings === text) after.set(key, known);
      else
        for (const channel of await openChannels({ [key]: one }, this.#parts))
          after.set(key, { ...retirable(channel), settings: text });
    }
    this.#opened = after;
    for (const [key, opened] of before) if (after.get(key) !== opened) opened.retire();
  }

  /** At once: what is under way fails. */
  close(): void {
    for (const channel of this.all) channel.close();
  }
}

/** A channel that closes after its last message. */
function retirable(channel: Channel): Pick<Opened, 'channel' | 'retire'> {
  let underWay = 0;
  let isRetired = false;
  const closeIfDone = () => {
    if (isRetired && underWay === 0) channel.close();
  };
  const counted: Channel = {
    kind: channel.kind,
    async send(delivery, attempt) {
      underWay++;
      try {
        await channel.send(delivery, attempt);
      } finally {
        underWay--;
        closeIfDone();
      }
    },
    close: () => channel.close(),
  };
  return {
    channel: counted,
    retire() {
      isRetired = true;
      closeIfDone();
    },
  };
}
