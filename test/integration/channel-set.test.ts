import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { ChannelSet } from '../../collector/notify/channels/channel-set.ts';
import type { ChannelSettings } from '../../model/channel-settings.ts';
import { httpSmsSettingsSchema } from '../../model/channel-settings.ts';
import { attempt, listenOfTest } from '../setup/deliveries.ts';

/** A gateway whose answers the test gives. */
async function gateway() {
  const asked: ServerResponse[] = [];
  let wake = () => {};
  const port = await listenOfTest(
    createServer((_request, response) => {
      asked.push(response);
      wake();
    }),
  );
  const settings = {
    http_sms: httpSmsSettingsSchema.parse({ url: `http://127.0.0.1:${port}/`, body: '{}' }),
  };
  const next = async () => {
    while (asked.length === 0)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    return asked.shift();
  };
  return { settings, next };
}

async function channels(settings: ChannelSettings): Promise<ChannelSet> {
  const set = await ChannelSet.open(settings, { folder: '.', now: () => 0, onUndelivered: () => {} });
  onTestFinished(() => set.close());
  return set;
}

it('a channel that is replaced ends what it has in hand, and only then', async () => {
  const [before, after] = [await gateway(), await gateway()];
  const set = await channels(before.settings);
  const [old] = set.all;
  if (!old) throw new Error('no channel');
  const underWay = attempt(old);
  const answer = await before.next();
  await set.replace(after.settings);
  const [fresh] = set.all;
  if (!fresh) throw new Error('no channel');
  const later = attempt(fresh);
  (await after.next())?.end();
  expect(await later).toMatchObject({ taken: true });
  answer?.end();
  expect(await underWay).toMatchObject({ taken: true });
  // Closed now: nothing goes by it any more.
  expect(await attempt(old)).toMatchObject({ taken: false });
});

it('a channel whose settings say the same stays, one that is taken out goes', async () => {
  const { settings } = await gateway();
  const set = await channels(settings);
  const [channel] = set.all;
  await set.replace(structuredClone(settings));
  expect(set.all[0]).toBe(channel);
  await set.replace({});
  expect(set.all).toEqual([]);
});
