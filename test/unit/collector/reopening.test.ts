import { pino } from 'pino';
import { expect, it } from 'vitest';
import type { CollectorApp } from '../../../collector/app.ts';
import { ReopeningCollector } from '../../../collector/reopening.ts';
import type { LoadedConfig } from '../../../config/load.ts';

/** Says what it does, in order. */
function setUp(reload: () => LoadedConfig, opens: () => void = () => undefined) {
  const said: string[] = [];
  let count = 1;
  const app = (number: number) =>
    ({ close: async () => void said.push(`close ${number}`) }) as unknown as CollectorApp;
  const collector = new ReopeningCollector(app(1), {
    reload,
    open: async () => {
      opens();
      said.push(`open ${++count}`);
      return app(count);
    },
    logger: pino({ level: 'silent' }),
  });
  return { said, collector };
}

const CONFIG = {} as LoadedConfig;

it('closes before it opens, one takeover after the other, and stops the last', async () => {
  const { said, collector } = setUp(() => CONFIG);
  collector.takeOver();
  collector.takeOver();
  await new Promise(setImmediate);
  await collector.stop();
  expect(said).toEqual(['close 1', 'open 2', 'close 2', 'open 3', 'close 3']);
});

it('opens nothing any more once it is told to stop', async () => {
  const { said, collector } = setUp(() => CONFIG);
  collector.takeOver();
  await collector.stop();
  expect(said).toEqual(['close 1']);
});

it('what cannot be used leaves the one that runs', async () => {
  const { said, collector } = setUp(() => {
    throw new Error('broken by hand');
  });
  collector.takeOver();
  await new Promise(setImmediate);
  expect(said).toEqual([]);
  await collector.stop();
  expect(said).toEqual(['close 1']);
});

it('says when it could not be opened again', async () => {
  const { collector } = setUp(
    () => CONFIG,
    () => {
      throw new Error('the port is taken');
    },
  );
  collector.takeOver();
  await expect(collector.failed).rejects.toThrow('the port is taken');
});
