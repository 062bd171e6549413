import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readYaml } from '../../../config/read-yaml.ts';

const schema = z.strictObject({
  name: z.string(),
  list: z.array(z.strictObject({ size: z.number().max(10) })).default([]),
});

/** `code line:column` of each problem. */
function problemsOf(text: string): string[] {
  return readYaml('f.yaml', text, schema).problems.map(
    ({ code, place }) => `${code} ${place.line}:${place.column}`,
  );
}

describe('readYaml', () => {
  it('gives the value with its defaults', () => {
    expect(readYaml('f.yaml', 'name: đường\n', schema)).toMatchObject({
      value: { name: 'đường', list: [] },
      problems: [],
    });
  });

  it('tells where a value does not fit', () => {
    expect(problemsOf('name: a\nlist:\n  - size: 1\n  - { size: 99 }\n')).toEqual(['invalid_value 4:13']);
  });

  it('tells of every value that does not fit', () => {
    expect(problemsOf('name: 5\nlist:\n  - size: 11\n  - size: 12\n')).toEqual([
      'invalid_value 1:7',
      'invalid_value 3:11',
      'invalid_value 4:11',
    ]);
  });

  it('tells of a missing key at what should hold it', () => {
    expect(problemsOf('# a comment\nlist: []\n')).toEqual(['missing_value 2:1']);
    expect(problemsOf('name: a\nlist:\n  - {}\n')).toEqual(['missing_value 3:5']);
  });

  it('names the key', () => {
    const [problem] = readYaml('f.yaml', 'name: a\nlist:\n  - size: x\n', schema).problems;
    expect(problem?.params.key).toBe('list.0.size');
  });

  it('tells where the syntax breaks', () => {
    expect(problemsOf('name: [a\nlist: b\n')).toContainEqual(expect.stringMatching(/^yaml_syntax 2:/));
  });

  it('takes an empty file for one without keys', () => {
    expect(problemsOf('')).toEqual(['missing_value 1:1']);
  });

  it('knows the place of any value, or of its nearest parent', () => {
    const { at } = readYaml('f.yaml', 'name: a\nlist:\n  - size: 1\n', schema);
    expect(at(['list', 0, 'size'])).toEqual({ file: 'f.yaml', line: 3, column: 11 });
    expect(at(['list', 0, 'nothing', 'here'])).toMatchObject({ line: 3, column: 5 });
  });

  it('says where a file stands that unfolds without end', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]', ...'bcdefg'].map((line, index, all) =>
      index === 0
        ? line
        : `${line}: &${line} [${Array(9)
            .fill(`*${all[index - 1]?.[0]}`)
            .join(', ')}]`,
    );
    const { value, problems } = readYaml('rules.yaml', bomb.join('\n'), z.unknown());
    expect(value).toBeUndefined();
    expect(problems).toEqual([
      {
        code: 'yaml_syntax',
        place: { file: 'rules.yaml', line: 1, column: 1 },
        params: { reason: expect.stringContaining('alias') },
      },
    ]);
  });
});
