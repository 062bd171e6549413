import { describe, expect, it } from 'vitest';
import { ServiceHost } from '../../../agent/service-host.ts';
import { silent } from './silent-logger.ts';

function host() {
  const did: string[] = [];
  let fails = false;
  const service = new ServiceHost<{ port: number }>(
    'reflector',
    async ({ port }) => {
      if (fails) throw new Error('the port is taken');
      did.push(`start ${port}`);
      return { close: async () => void did.push(`close ${port}`) };
    },
    silent,
  );
  return {
    did,
    service,
    failing: (wanted: boolean) => {
      fails = wanted;
    },
  };
}

describe('service host', () => {
  it('starts nothing that is not wanted', async () => {
    const { service, did } = host();
    await service.apply(undefined);
    expect(did).toEqual([]);
  });

  it('leaves alone what stayed the same', async () => {
    const { service, did } = host();
    await service.apply({ port: 1 });
    await service.apply({ port: 1 });
    expect(did).toEqual(['start 1']);
  });

  it('closes before it starts with other settings, and when it is not wanted any more', async () => {
    const { service, did } = host();
    await service.apply({ port: 1 });
    await service.apply({ port: 2 });
    await service.apply(undefined);
    expect(did).toEqual(['start 1', 'close 1', 'start 2', 'close 2']);
  });

  it('survives a port that cannot be had, and tries again with the next configuration', async () => {
    const { service, did, failing } = host();
    failing(true);
    await service.apply({ port: 1 });
    failing(false);
    await service.apply({ port: 1 });
    expect(did).toEqual(['start 1']);
  });
});
