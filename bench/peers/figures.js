// What the two Node peers share: bulks, percentiles and the one line of JSON.
'use strict';

const { fork } = require('node:child_process');

const BULK = 1000;
const WARM_UP_TIMES = 10;
const WARM_UP_PAUSE_MILLIS = 2;
const PAUSE_MILLIS = 20;
const RUN_MILLIS_MAX = 600_000;
const ARGS = { class: 'noop', args: [123456789, 'abcdefghij'] };

const nanos = () => Number(process.hrtime.bigint());

function print(value, unit, p50, p99, version, settings) {
  const rounded = (number) => Math.round(number * 1000) / 1000;
  process.stdout.write(
    `${JSON.stringify({
      value: rounded(value),
      unit,
      p50: rounded(p50),
      p99: rounded(p99),
      version: `${version}, Node ${process.versions.node}`,
      settings,
    })}\n`,
  );
}

// A promise, and what to call with each job that has ended.
function countdown(wanted) {
  let ended = 0;
  let done;
  const all = new Promise((resolve) => {
    done = resolve;
  });
  return {
    all,
    one: () => {
      ended += 1;
      if (ended === wanted) done();
    },
  };
}

async function bulks(jobs, enqueueMany) {
  const start = nanos();
  for (let i = 0; i < jobs; i += BULK) {
    await enqueueMany(Array.from({ length: Math.min(BULK, jobs - i) }, () => ARGS));
  }
  return nanos() - start;
}

// Enqueues a job each 20 ms from a process of its own, so that the worker's loop is free.
async function pickup(peer, at) {
  const warmUp = WARM_UP_TIMES * at.jobs;
  const wanted = warmUp + at.jobs;
  const late = [];
  const left = countdown(wanted);
  await peer.work(at.threads, (args) => {
    late.push((nanos() - args.enqueued) / 1e6);
    left.one();
  });
  const client = fork(process.argv[1], ['client', at.host, at.port, wanted, 1]);
  client.on('exit', (code) => {
    if (code !== 0) fail(`the client ended with code ${code}`);
  });
  await left.all;
  const sorted = late.slice(warmUp).sort((a, b) => a - b);
  const rank = (part) => sorted[Math.ceil(part * sorted.length) - 1];
  return { p50: rank(0.5), p99: rank(0.99) };
}

async function client(peer, jobs) {
  const warmUp = (jobs * WARM_UP_TIMES) / (WARM_UP_TIMES + 1);
  process.on('disconnect', () => process.exit(1));
  let next = nanos() / 1e6;
  for (let i = 0; i < jobs; i += 1) {
    next += i < warmUp ? WARM_UP_PAUSE_MILLIS : PAUSE_MILLIS;
    await new Promise((resolve) => setTimeout(resolve, next - nanos() / 1e6));
    await peer.enqueue({ ...ARGS, enqueued: nanos() });
  }
}

function fail(what) {
  process.stderr.write(`${what}\n`);
  process.exit(1);
}

async function drain(peer, jobs, threads) {
  await bulks(jobs, peer.enqueueMany);
  const left = countdown(jobs);
  const start = nanos();
  const end = await peer.work(threads, left.one);
  await left.all;
  const took = nanos() - start;
  await end();
  return took;
}

// What is compiled as it runs is run before it is measured.
async function warmed(jobs, measure) {
  await measure(jobs);
  return measure(jobs);
}

async function enqueue(peer, jobs) {
  const start = nanos();
  for (let i = 0; i < jobs; i += 1) {
    await peer.enqueue(ARGS);
  }
  return nanos() - start;
}

// open(host, port) gives enqueue, enqueueMany and work(concurrency, ran), which gives what ends it;
// settings says how it is set, by measurement.
async function main(version, open, settings) {
  const [op, host, port, jobs, threads] = process.argv.slice(2);
  const at = { host, port: Number(port), jobs: Number(jobs), threads: Number(threads) };
  const end = setTimeout(() => fail('not all jobs ran in time'), RUN_MILLIS_MAX);
  if (op === 'version') {
    print(0, '', 0, 0, version, '');
    process.exit(0);
  }
  const fresh = () => open(at.host, at.port);
  const rate = (took) => print(at.jobs / (took / 1e9), 'jobs/s', 0, 0, version, settings[op](at));
  if (op === 'drain') rate(await warmed(at.jobs, (jobs) => drain(fresh(), jobs, at.threads)));
  else if (op === 'enqueue') rate(await warmed(at.jobs, (jobs) => enqueue(fresh(), jobs)));
  else if (op === 'enqueue-bulk') {
    rate(await warmed(at.jobs, (jobs) => bulks(jobs, fresh().enqueueMany)));
  } else if (op === 'client') await client(fresh(), at.jobs);
  else {
    const late = await pickup(fresh(), at);
    print(late.p50, 'ms', late.p50, late.p99, version, settings.pickup(at));
  }
  clearTimeout(end);
  process.exit(0);
}

module.exports = { fail, main };
