/** Examples below the help of commands that have none of their own. */
import type { Command } from 'commander';

const CONFIG = '--config /etc/canhmang/canhmang.yaml';

/** By the words of the command; each without the program's name. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  start: ['start', `start ${CONFIG}`],
  collector: [`collector ${CONFIG} --listen 0.0.0.0:8105`],
  agent: ['agent', 'agent --data /var/lib/canhmang-agent --log-level debug', 'agent --remote-tests no'],
  'agent enroll': ['agent enroll --collector https://10.105.0.1:8105 --code K7M2Q-X9RTD'],
  'agents code': ['agents code tram-tau --valid 48h'],
  'agents list': ['agents list --csv'],
  'agents revoke': ['agents revoke tram-tau'],
  simulator: ['simulator'],
  backup: ['backup /var/backups/canhmang-2026-11-25'],
  restore: ['restore /var/backups/canhmang-2026-11-25 --data /var/lib/canhmang'],
  'notify test': ['notify test --to "Trực ban"'],
  'notify outbox': ['notify outbox --json'],
  'notify duty': ['notify duty', 'notify duty --json'],
  'notify discard': ['notify discard 17 18'],
  'notify retry': ['notify retry', 'notify retry 17 18'],
  token: [
    'token tram-tau',
    'token nguyen-van-a --viewer',
    'token ky-thuat --technician --site tram-tau',
    'token telegraf --write --site tram-tau',
    'token tich-hop --operator --unit 139 --valid 90d',
    'token nguyen-van-a --viewer --revoke',
  ],
  'user list': ['user list'],
  'user add': ['user add lan.nt --full-name "Nguyễn Thị Lan" --role operator'],
  'user change': ['user change lan.nt --role viewer --unit 139', 'user change lan.nt --disable'],
  'user reset': ['user reset lan.nt', 'user reset lan.nt --second-factor'],
  'user unlock': ['user unlock lan.nt'],
  tokens: ['tokens', 'tokens --json'],
  'store export': ['store export /srv/export --format parquet --since 2026-11-01 --until 2026-12-01'],
  'store import': ['store import /srv/export'],
  'store migrate': [`store migrate ${CONFIG}`],
  'store verify': [`store verify ${CONFIG}`],
  'rules check': ['rules check rules.yaml'],
  'rules test': ['rules test rules.yaml --since 7d --site tram-tau'],
  ack: ['ack 17 --comment "Đã gọi nhà mạng"'],
  'incidents list': ['incidents list', 'incidents list --state all --site tram-tau --since 2026-11-01 --csv'],
  'incidents show': ['incidents show 17'],
  'incidents comment': ['incidents comment 17 "Nhà mạng báo đứt cáp tại km 12"'],
  'incidents assign': ['incidents assign 17 nguyen-van-a', 'incidents assign 17 -'],
  'incidents cause': ['incidents cause 17 power "Điện lực báo mất điện"'],
  'incidents resolve': ['incidents resolve 17 "Đã thay router"'],
  'incidents open': ['incidents open tram-tau "Máy in mạng hỏng" --severity info'],
  'maintenance list': ['maintenance list --all --csv'],
  'maintenance add': [
    'maintenance add site:tram-tau --start 2026-11-29T22:00 --end 2026-11-30T02:00 --note "Thay router"',
  ],
  'maintenance cancel': ['maintenance cancel 3'],
  sites: ['sites --state down', 'sites --text "tram tau" --json'],
  'report uptime': [
    'report uptime --period 2026-10',
    'report uptime --period 2026-Q4 --by commune --format pdf --out q4.pdf',
  ],
  'report evidence': [
    'report evidence --line mu-cang-chai/mu-cang-chai-line --period 2026-10 --output ./evidence',
  ],
  'report scheduled': ['report scheduled', 'report scheduled --json'],
  'inventory check': [`inventory check ${CONFIG}`],
  'inventory diff': [`inventory diff ./from-excel ${CONFIG}`],
};

export function addExamples(program: Command, path: readonly string[] = []): void {
  for (const command of program.commands) {
    const words = [...path, command.name()];
    const examples = EXAMPLES[words.join(' ')];
    if (examples) {
      const lines = examples.map((example) => `  canhmang ${example}`);
      command.addHelpText('after', `\nExample${lines.length > 1 ? 's' : ''}:\n${lines.join('\n')}`);
    }
    addExamples(command, words);
  }
}
