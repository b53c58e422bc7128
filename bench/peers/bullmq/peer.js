// BullMQ as a peer: OP HOST PORT JOBS THREADS prints one line of JSON.
'use strict';

const { Queue, Worker } = require('bullmq');
const { fail, main } = require('../figures.js');

const QUEUE = 'noop';
const OPTIONS = { removeOnComplete: true };

function open(host, port) {
  const connection = { host, port, maxRetriesPerRequest: null };
  const queue = new Queue(QUEUE, { connection });
  queue.on('error', (e) => fail(`cannot reach Redis: ${e.message}`));
  return {
    enqueue: (args) => queue.add('noop', args, OPTIONS),
    enqueueMany: (many) =>
      queue.addBulk(many.map((data) => ({ name: 'noop', data, opts: OPTIONS }))),
    work: async (concurrency, ran) => {
      const worker = new Worker(QUEUE, async (job) => ran(job.data), { connection, concurrency });
      worker.on('error', (e) => fail(`cannot work: ${e.message}`));
      return async () => {
        await worker.close();
        await queue.close();
      };
    },
  };
}

main(`BullMQ ${require('bullmq/package.json').version}`, open, {
  drain: (at) => `concurrency ${at.threads}, removeOnComplete, after a warm-up`,
  enqueue: () => 'Queue.add, one at a time, after a warm-up',
  'enqueue-bulk': () => 'Queue.addBulk of 1,000, after a warm-up',
  pickup: (at) => `a job each 20 ms from another process, concurrency ${at.threads}`,
}).catch((e) => fail(e.stack));
