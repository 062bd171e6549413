/** The channels that are configured. Each is loaded only where it is wanted. */
import type { ChannelSettings } from '../../../model/channel-settings.ts';
import type { Channel } from './channel.ts';

export interface ChannelParts {
  /** That relative paths in the settings start from. */
  readonly folder: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** A message that the other side had taken over was not delivered after all. */
  readonly onUndelivered: (reference: string, reason: string) => void;
}

export async function openChannels(settings: ChannelSettings, parts: ChannelParts): Promise<Channel[]> {
  const { smtp, smpp, gammu, http_sms, webhooks } = settings;
  const { folder, now, onUndelivered } = parts;
  const channels: Channel[] = [];
  if (smtp) channels.push((await import('./smtp/channel.ts')).openSmtpChannel(smtp, folder));
  if (smpp)
    channels.push((await import('./smpp/channel.ts')).openSmppChannel(smpp, { folder, onUndelivered }));
  if (gammu) channels.push((await import('./gammu/channel.ts')).openGammuChannel(gammu, { now }));
  if (http_sms) channels.push((await import('./http-sms/channel.ts')).openHttpSmsChannel(http_sms, folder));
  if (webhooks)
    channels.push((await import('./webhook/channel.ts')).openWebhookChannel(webhooks, folder, now));
  return channels;
}
