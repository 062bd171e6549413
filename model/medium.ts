/** Ways to reach people. */

/** What a channel is driven by: a folder in collector/notify/channels/ each. */
export type ChannelKind = 'smtp' | 'smpp' | 'gammu' | 'http-sms' | 'webhook';
