/** A Debian package that tests talk to. */
export interface DebianPackage {
  readonly name: string;
  /** What tells that it is installed. */
  readonly command: string;
  readonly purpose: string;
}

/** The one list of them. */
export const DEBIAN_PACKAGES: readonly DebianPackage[];

/** Whether the command is on the PATH or among the system's programs. */
export function hasCommand(command: string): boolean;

/** Those of the named packages (default: all of the list) whose command is not there. */
export function missingPackages(names?: readonly string[]): string[];
