import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { watchedMounts } from '../../../../../agent/probes/host/mounts.ts';
import { parseNameServers } from '../../../../../agent/probes/host/resolv.ts';

const paths = (text: string) => watchedMounts(text).map(({ path }) => path);

describe('the mounts that are watched', () => {
  it('are those of disks, each once, and the root', () => {
    const text = `rootfs / rootfs rw 0 0
/dev/mapper/vg-root / ext4 ro,relatime 0 0
proc /proc proc rw 0 0
tmpfs /run tmpfs rw 0 0
/dev/sda1 /boot vfat rw 0 0
/dev/mapper/vg-root /var/lib/chroot ext4 rw 0 0
server:/export /mnt/nfs nfs4 rw 0 0
/dev/sdb1 /mnt/my\\040disk xfs rw 0 0
`;
    expect(watchedMounts(text)).toEqual([
      { device: '/dev/mapper/vg-root', path: '/', type: 'ext4', readOnly: true },
      { device: '/dev/sda1', path: '/boot', type: 'vfat', readOnly: false },
      { device: '/dev/sdb1', path: '/mnt/my disk', type: 'xfs', readOnly: false },
    ]);
  });

  it('have the root of a container too', () =>
    expect(paths('overlay / overlay rw,lowerdir=/a 0 0\n')).toEqual(['/']));

  it('take an option for what it is', () => {
    expect(watchedMounts('/dev/sda1 / ext4 rw,errors=remount-ro 0 0')[0]?.readOnly).toBe(false);
  });

  it('are bounded, and nothing of nonsense', () => {
    const many = Array.from({ length: 100 }, (_, index) => `/dev/sd${index} /mnt/${index} ext4 rw 0 0`).join(
      '\n',
    );
    expect(paths(many)).toHaveLength(32);
    fc.assert(fc.property(fc.string(), (text) => void watchedMounts(text)));
    expect(paths('x')).toEqual([]);
  });
});

describe('the name servers', () => {
  it('are three at most, each once', () => {
    const text = `# nameserver 9.9.9.9
search yenbai.gov.vn
nameserver 10.0.0.1
nameserver\t10.0.0.1
 nameserver 2001:db8::1
nameserver fe80::1%eth0
nameserver 10.0.0.4
`;
    expect(parseNameServers(text)).toEqual(['10.0.0.1', '2001:db8::1', 'fe80::1%eth0']);
  });

  it.each(['', 'nameserver', 'nameserver dns.example', 'options nameserver 1.1.1.1'])(
    'are none in %j',
    (text) => expect(parseNameServers(text)).toEqual([]),
  );
});
