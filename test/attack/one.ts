/**
 * One attack in a process of its own, which it may bring down: makes ready what it needs in a folder, or does it there and
 * prints an {@link AttackReport}.
 *
 * usage: node --import tsx one.ts prepare|attempt FOLDER NAME
 */
import { performance } from 'node:perf_hooks';
import { argv, stdout } from 'node:process';
import type { Attack, AttackReport } from './attack';
import { ATTACK_GROUPS } from './attacks';
import { StallMeter } from '../support/stallMeter';

const BYTES_PER_KIBIBYTE = 1024;

async function measure(attack: Attack, folder: string): Promise<AttackReport> {
  const before = process.memoryUsage.rss();
  const meter = new StallMeter();
  await meter.turn();
  const began = performance.now();
  const outcome = await attack.attempt(folder);
  const duration = performance.now() - began;
  await meter.turn();
  meter.pause();
  return {
    outcome,
    memory: Math.max(0, process.resourceUsage().maxRSS * BYTES_PER_KIBIBYTE - before),
    stall: meter.longest,
    lateness: meter.lateness,
    duration,
  };
}

async function main(phase: string, folder: string, name: string): Promise<void> {
  const attack = ATTACK_GROUPS.flatMap(({ attacks }) => attacks).find((each) => each.name === name);
  if (attack === undefined) throw new Error(`There is no attack “${name}”.`);
  if (phase === 'prepare') await attack.prepare?.(folder);
  else stdout.write(JSON.stringify(await measure(attack, folder)));
}

void main(argv[2]!, argv[3]!, argv[4]!);
