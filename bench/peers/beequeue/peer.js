// Bee-Queue as a peer: OP HOST PORT JOBS THREADS prints one line of JSON.
'use strict';

const Queue = require('bee-queue');
const { fail, main } = require('../figures.js');

const SETTINGS = {
  removeOnSuccess: true,
  sendEvents: false,
  getEvents: false,
  storeJobs: false,
  activateDelayedJobs: false,
  stallInterval: 5000,
};

function open(host, port) {
  const queue = new Queue('noop', { ...SETTINGS, redis: { host, port } });
  queue.on('error', (e) => fail(`cannot go on: ${e.message}`));
  return {
    enqueue: (args) => queue.createJob(args).save(),
    enqueueMany: async (many) => {
      const refused = await queue.saveAll(many.map((args) => queue.createJob(args)));
      if (refused.size > 0) fail(`cannot enqueue ${refused.size} jobs`);
    },
    work: async (concurrency, ran) => {
      queue.process(concurrency, async (job) => ran(job.data));
      return () => queue.close();
    },
  };
}

const alike = 'removeOnSuccess, no events, no stored jobs, stallInterval 5 s';
main(`Bee-Queue ${require('bee-queue/package.json').version}`, open, {
  drain: (at) => `concurrency ${at.threads}, ${alike}, after a warm-up`,
  enqueue: () => `Job.save, one at a time, ${alike}, after a warm-up`,
  'enqueue-bulk': () => `Queue.saveAll of 1,000, ${alike}, after a warm-up`,
  pickup: (at) => `a job each 20 ms from another process, concurrency ${at.threads}, ${alike}`,
}).catch((e) => fail(e.stack));
