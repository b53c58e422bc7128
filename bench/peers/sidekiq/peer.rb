# frozen_string_literal: true

# Sidekiq as a peer: OP HOST PORT JOBS THREADS prints one line of JSON. The worker process is this
# one, with Sidekiq's own launcher; no Rails, no server middleware of ours.

require 'json'
require 'redis'
require 'sidekiq'
require 'sidekiq/fetch'
require 'sidekiq/launcher'

BULK = 1000
WARM_UP_TIMES = 10
WARM_UP_PAUSE_SECONDS = 0.002
PAUSE_SECONDS = 0.02
RUN_SECONDS_MAX = 600
ARGS = [123_456_789, 'abcdefghij'].freeze

op, host, port, jobs, threads = ARGV
JOBS = jobs.to_i
WARM_UP = WARM_UP_TIMES * JOBS
THREADS = threads.to_i

# Both would write lines for every job.
Redis.silence_deprecations = true
Sidekiq.logger.level = Logger::WARN
Sidekiq.redis = { url: "redis://#{host}:#{port}", size: THREADS + 5 }

def now
  Process.clock_gettime(Process::CLOCK_MONOTONIC)
end

# Counts what has ended; the interpreter's lock is no promise that += is whole.
class Countdown
  def initialize(wanted)
    @left = wanted
    @lock = Mutex.new
    @none_left = ConditionVariable.new
  end

  def one
    @lock.synchronize do
      @left -= 1
      @none_left.signal if @left.zero?
    end
  end

  def await
    until_then = now + RUN_SECONDS_MAX
    @lock.synchronize do
      while @left.positive?
        abort 'not all jobs ran in time' if now > until_then
        @none_left.wait(@lock, 1)
      end
    end
  end
end

class Noop
  include Sidekiq::Worker
  sidekiq_options retry: true

  def perform(_number, _text)
    LEFT.one
  end
end

class Timed
  include Sidekiq::Worker

  def perform(enqueued)
    LATE << (now - enqueued) * 1000
    LEFT.one
  end
end

def work
  options = Sidekiq.options.merge(queues: ['default'], concurrency: THREADS)
  Sidekiq::Launcher.new(options).run
end

def bulk
  start = now
  JOBS.times.each_slice(BULK) do |slice|
    Sidekiq::Client.push_bulk('class' => Noop, 'args' => slice.map { ARGS })
  end
  now - start
end

def line(value, unit, p50, p99, settings)
  puts JSON.generate(
    value: value.round(3), unit: unit, p50: p50.round(3), p99: p99.round(3),
    version: "Sidekiq #{Sidekiq::VERSION}, Ruby #{RUBY_VERSION}, redis-rb #{Redis::VERSION}",
    settings: settings
  )
  $stdout.flush
end

def rate(seconds, settings)
  line(JOBS / seconds, 'jobs/s', 0, 0, settings)
end

def drain
  bulk
  start = now
  work
  LEFT.await
  rate(now - start, "concurrency #{THREADS}, basic fetch, logger at WARN")
end

def enqueue
  start = now
  JOBS.times { Noop.perform_async(*ARGS) }
  rate(now - start, 'perform_async, one thread, one at a time')
end

# From a process of its own, which goes with this one.
def enqueue_slowly(parent, wanted)
  following = now
  wanted.times do |i|
    exit!(1) unless Process.ppid == parent
    following += i < WARM_UP ? WARM_UP_PAUSE_SECONDS : PAUSE_SECONDS
    rest = following - now
    sleep(rest) if rest.positive?
    Timed.perform_async(now)
  end
  exit!(0)
end

def pickup
  parent = Process.pid
  client = fork { enqueue_slowly(parent, WARM_UP + JOBS) }
  Process.detach(client)
  work
  LEFT.await
  late = Array.new(LATE.size) { LATE.pop }.drop(WARM_UP).sort
  rank = ->(part) { late[(part * late.size).ceil - 1] }
  line(rank[0.5], 'ms', rank[0.5], rank[0.99],
       "a job each 20 ms from another process, concurrency #{THREADS}, logger at WARN")
end

LATE = Queue.new
LEFT = Countdown.new(op == 'pickup' ? WARM_UP + JOBS : JOBS)

case op
when 'version' then line(0, '', 0, 0, '')
when 'drain' then drain
when 'enqueue' then enqueue
when 'enqueue-bulk' then rate(bulk, 'Client.push_bulk of 1,000, one thread')
else pickup
end
# The launcher's threads still wait for jobs.
exit!(0)
