/** What commander says of a command line that it does not understand, in Vietnamese. Pure. */

const ERRORS: readonly (readonly [RegExp, string])[] = [
  [/^error: unknown option (.+)$/m, 'lỗi: không có tùy chọn $1'],
  [/^error: unknown command (.+)$/m, 'lỗi: không có lệnh $1'],
  [/^error: missing required argument (.+)$/m, 'lỗi: thiếu tham số $1'],
  [/^error: required option (.+) not specified$/m, 'lỗi: thiếu tùy chọn bắt buộc $1'],
  [/^error: option (.+) argument missing$/m, 'lỗi: tùy chọn $1 cần một giá trị'],
  [/^error: option (.+) argument (.+) is invalid\./m, 'lỗi: tùy chọn $1 không nhận giá trị $2.'],
  [
    /^error: option (.+) value (.+) from env (.+) is invalid\./m,
    'lỗi: tùy chọn $1 không nhận giá trị $2 của biến $3.',
  ],
  [
    /^error: command-argument value (.+) is invalid for argument (.+)\./m,
    'lỗi: tham số $2 không nhận giá trị $1.',
  ],
  [
    /^error: too many arguments(?: for ('.+'))?\. Expected (\d+) arguments? but got (\d+)\./m,
    'lỗi: thừa tham số: cần $2, nhận được $3.',
  ],
  [/^error: (.+) cannot be used with (.+)$/m, 'lỗi: không dùng $1 cùng với $2'],
  [/Allowed choices are (.+)\./, 'Các giá trị được nhận: $1.'],
  [/\(Did you mean one of (.+)\?\)/, '(Có phải là một trong $1?)'],
  [/\(Did you mean (.+)\?\)/, '(Có phải là $1?)'],
];

/** A sentence that is not known stays as it is. */
export function vietnameseError(text: string): string {
  return ERRORS.reduce((said, [theirs, ours]) => said.replace(theirs, ours), text);
}
