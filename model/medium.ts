/** Ways to reach people. */

/** What a channel is driven by: a folder in collector/notify/channels/ each. */
export type ChannelKind = 'smtp' | 'smpp' | 'gammu' | 'http-sms' | 'webhook';

/**
 * What a channel does with a message, one after the other; `busy` again and again. Not every channel has all of them:
 * `resolved` name to addresses, `connected`, `secured` by TLS, `admitted` by name and password, `handed` over, `taken`.
 */
export const STAGES = ['resolved', 'connected', 'secured', 'admitted', 'handed', 'busy', 'taken'] as const;
export type Stage = (typeof STAGES)[number];

export const MEDIA = ['sms', 'mail', 'webhook'] as const;
/** By which of their addresses a person is reached: telephone number, e-mail, name of a webhook. */
export type Medium = (typeof MEDIA)[number];

/** Channels of each medium, the first that is configured before the others. */
export const CHANNELS_OF: Readonly<Record<Medium, readonly ChannelKind[]>> = {
  mail: ['smtp'],
  sms: ['smpp', 'gammu', 'http-sms'],
  webhook: ['webhook'],
};
