import { describe, expect, it } from 'vitest';
import { failureReason, onlyUnitTests, summaryLine } from '../../../tools/test-summary.mjs';
import { missingPackages } from '../../setup/debian-packages.mjs';

const good = { passed: 3, failed: 0, skipped: [] };
const partly = { passed: 3, failed: 0, skipped: ['lab > cut'] };

describe('the last line of npm test', () => {
  it('names skipped tests only where there are any', () => {
    expect(summaryLine(good)).toBe('3 passed, 0 failed');
    expect(summaryLine(partly)).toBe('3 passed, 0 failed, 1 skipped');
  });
});

describe('a run without a failed test', () => {
  it('is good', () => {
    expect(failureReason(good, true, [])).toBeUndefined();
    expect(failureReason(partly, false, ['fping'])).toBeUndefined();
  });

  it('fails when no test ran', () => {
    expect(failureReason({ passed: 0, failed: 0, skipped: ['x'] }, false, [])).toBe('No test ran.');
  });

  it('fails in CI when something was skipped or is missing', () => {
    expect(failureReason(partly, true, [])).toContain('lab > cut');
    expect(failureReason(good, true, ['fping'])).toContain('fping');
  });
});

describe('onlyUnitTests', () => {
  it.each([
    [['--project', 'unit'], true],
    [['--project=unit', 'test/unit/lab'], true],
    [['--project', 'unit', '--project', 'lab'], false],
    [['--project=integration'], false],
    [[], false],
  ])('%j: %s', (args, expected) => expect(onlyUnitTests(args)).toBe(expected));
});

describe('missingPackages', () => {
  it('refuses a package that the list does not have, so that none is installed by hand only', () => {
    expect(() => missingPackages(['no-such-package'])).toThrow('not in the list');
  });
});
