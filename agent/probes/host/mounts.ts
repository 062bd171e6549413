/** `/proc/mounts` (proc(5), fstab(5)): the file systems whose space is worth watching. Pure. */

export interface Mount {
  readonly device: string;
  readonly path: string;
  readonly type: string;
  readonly readOnly: boolean;
}

/** Made of memory or of other file systems, full by nature, or on another machine that may hang. */
const NOT_WATCHED =
  /^(?:tmpfs|devtmpfs|ramfs|rootfs|proc|sysfs|devpts|cgroup2?|pstore|bpf|tracefs|debugfs|securityfs|configfs|mqueue|hugetlbfs|autofs|binfmt_misc|efivarfs|fusectl|nsfs|rpc_pipefs|selinuxfs|squashfs|iso9660|udf|overlay|aufs|nfs4?|cifs|smb3?|9p|virtiofs|ceph|fuse(?:\..*)?)$/;
/** A machine with more is none of ours. */
const MAX_MOUNTS = 32;

/** Space, tab, newline and backslash are written as their octal codes. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)));
}

/** Each device once, where it is mounted highest; the root always, whatever it is made of. */
export function watchedMounts(text: string): Mount[] {
  const mounts = text.split('\n').flatMap((line): Mount[] => {
    const [device = '', path = '', type = '', options = ''] = line.split(' ');
    if (!path.startsWith('/') || options === '') return [];
    return [
      {
        device: unescaped(device),
        path: unescaped(path),
        type,
        readOnly: options.split(',').includes('ro'),
      },
    ];
  });
  // The last mount on a path is the one that is seen.
  const seen = [...new Map(mounts.map((mount) => [mount.path, mount])).values()];
  const devices = new Set<string>();
  return seen
    .filter(({ path, type }) => path === '/' || !NOT_WATCHED.test(type))
    .sort((one, other) => one.path.length - other.path.length)
    .filter(({ device }) => !devices.has(device) && devices.add(device))
    .slice(0, MAX_MOUNTS);
}
