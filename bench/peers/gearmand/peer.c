/*
 * gearmand as a peer: OP JOBS THREADS GEARMAND prints one line of JSON. Starts a gearmand of its
 * own on a free port of 127.0.0.1, which ends with this process however that ends.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <libgearman-1.0/gearman.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BULK 1000
#define WARM_UP_TIMES 10
#define WARM_UP_PAUSE_NANOS 2000000L
#define PAUSE_NANOS 20000000L
#define RUN_SECONDS_MAX 600
#define START_TRIES_MAX 100
#define JSON "{\"class\":\"noop\",\"args\":[123456789,\"abcdefghij\"]}"

static int port;
static long jobs;
static int threads;
static pid_t server;
static atomic_long ended;
static long wanted;
static int64_t *nanos;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t all_ended = PTHREAD_COND_INITIALIZER;

static void end_server(void) {
    if (server > 0) {
        kill(server, SIGTERM);
        waitpid(server, NULL, 0);
        server = 0;
    }
}

static void fail(const char *what) {
    fprintf(stderr, "gearmand: cannot %s (errno %d)\n", what, errno);
    end_server();
    _exit(1);
}

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t) time.tv_sec * 1000000000 + time.tv_nsec;
}

static struct sockaddr_in loopback(int at) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(at)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/* A port that was free a moment ago; gearmand ends at once when it no longer is. */
static int free_port(void) {
    struct sockaddr_in address = loopback(0);
    socklen_t size = sizeof(address);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *) &address, size) != 0 ||
        getsockname(listener, (struct sockaddr *) &address, &size) != 0) {
        fail("find a free port");
    }
    close(listener);
    return ntohs(address.sin_port);
}

static bool answers(void) {
    struct sockaddr_in address = loopback(port);
    int client = socket(AF_INET, SOCK_STREAM, 0);
    bool connected = connect(client, (struct sockaddr *) &address, sizeof(address)) == 0;
    close(client);
    return connected;
}

/* Where this program has been given some cores, its server gets the others, as Redis does. */
static void leave_cores(void) {
    cpu_set_t mine, others;
    int cores = sysconf(_SC_NPROCESSORS_ONLN);
    CPU_ZERO(&others);
    if (sched_getaffinity(0, sizeof(mine), &mine) == 0 && CPU_COUNT(&mine) < cores) {
        for (int core = 0; core < cores; core++) {
            if (!CPU_ISSET(core, &mine)) {
                CPU_SET(core, &others);
            }
        }
        sched_setaffinity(0, sizeof(others), &others);
    }
}

static void start_server(const char *program) {
    char argument[32];
    pid_t parent = getpid();
    port = free_port();
    snprintf(argument, sizeof(argument), "--port=%d", port);
    server = fork();
    if (server == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        leave_cores();
        if (getppid() == parent) {
            execl(program, program, "--listen=127.0.0.1", argument, "--log-file=none", NULL);
        }
        _exit(127);
    }
    for (int tries = 0; tries < START_TRIES_MAX; tries++) {
        struct timespec pause = {.tv_nsec = PAUSE_NANOS};
        nanosleep(&pause, NULL);
        if (waitpid(server, NULL, WNOHANG) != 0) {
            server = 0;
            fail("start gearmand: it ended at once");
        }
        if (answers()) {
            return;
        }
    }
    fail("start gearmand: it does not answer");
}

static void ended_after(long before) {
    if (before + 1 == wanted) {
        pthread_mutex_lock(&lock);
        pthread_cond_signal(&all_ended);
        pthread_mutex_unlock(&lock);
    }
}

static void *count(gearman_job_st *job, void *context, size_t *size, gearman_return_t *result) {
    (void) job, (void) context;
    *size = 0;
    *result = GEARMAN_SUCCESS;
    ended_after(atomic_fetch_add(&ended, 1));
    return NULL;
}

static void *lateness(gearman_job_st *job, void *context, size_t *size, gearman_return_t *result) {
    int64_t picked_up = now(), enqueued;
    (void) context;
    memcpy(&enqueued, gearman_job_workload(job), sizeof(enqueued));
    *size = 0;
    *result = GEARMAN_SUCCESS;
    long before = atomic_fetch_add(&ended, 1);
    nanos[before] = picked_up - enqueued;
    ended_after(before);
    return NULL;
}

static void *work(void *timed) {
    gearman_worker_st *worker = gearman_worker_create(NULL);
    gearman_worker_fn *function = timed == NULL ? count : lateness;
    if (gearman_failed(gearman_worker_add_server(worker, "127.0.0.1", port)) ||
        gearman_failed(gearman_worker_add_function(worker, "noop", 0, function, NULL))) {
        fail("add a worker");
    }
    while (!gearman_failed(gearman_worker_work(worker))) {
    }
    /* Also so when all is over and gearmand has been ended. */
    if (atomic_load(&ended) < wanted) {
        fail("run a job");
    }
    return NULL;
}

static void start_workers(void *timed) {
    for (int i = 0; i < threads; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, work, timed) != 0) {
            fail("start a thread");
        }
        pthread_detach(thread);
    }
}

static void await_all(void) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += RUN_SECONDS_MAX;
    pthread_mutex_lock(&lock);
    while (atomic_load(&ended) < wanted) {
        if (pthread_cond_timedwait(&all_ended, &lock, &until) == ETIMEDOUT) {
            fail("run all jobs in time");
        }
    }
    pthread_mutex_unlock(&lock);
}

static gearman_client_st *client(void) {
    gearman_client_st *made = gearman_client_create(NULL);
    if (gearman_failed(gearman_client_add_server(made, "127.0.0.1", port))) {
        fail("add the server");
    }
    return made;
}

static void enqueue(gearman_client_st *to, const void *workload, size_t size) {
    char handle[GEARMAN_JOB_HANDLE_SIZE];
    if (gearman_failed(gearman_client_do_background(to, "noop", NULL, workload, size, handle))) {
        fail("enqueue");
    }
}

static int64_t enqueue_bulk(void) {
    gearman_client_st *to = client();
    gearman_client_set_options(to, GEARMAN_CLIENT_FREE_TASKS);
    int64_t start = now();
    for (long i = 0; i < jobs; i += BULK) {
        for (long j = i; j < i + BULK && j < jobs; j++) {
            gearman_return_t result;
            gearman_client_add_task_background(
                to, NULL, NULL, "noop", NULL, JSON, strlen(JSON), &result);
            if (gearman_failed(result)) {
                fail("add a job");
            }
        }
        if (gearman_failed(gearman_client_run_tasks(to))) {
            fail("enqueue in bulk");
        }
    }
    return now() - start;
}

static void print(double value, const char *unit, double p50, double p99, const char *settings) {
    printf(
        "{\"value\":%.3f,\"unit\":\"%s\",\"p50\":%.3f,\"p99\":%.3f,"
        "\"version\":\"gearmand and libgearman %s\",\"settings\":\"%s\"}\n",
        value, unit, p50, p99, gearman_version(), settings);
    fflush(stdout);
}

static void rate(int64_t took, const char *settings) {
    print(jobs / (took / 1e9), "jobs/s", 0, 0, settings);
}

static void drain(void) {
    char settings[128];
    snprintf(settings, sizeof(settings),
        "background jobs in memory, gearmand's 4 threads, %d C threads, a connection each",
        threads);
    enqueue_bulk();
    wanted = jobs;
    int64_t start = now();
    start_workers(NULL);
    await_all();
    rate(now() - start, settings);
}

static void one_at_a_time(void) {
    gearman_client_st *to = client();
    int64_t start = now();
    for (long i = 0; i < jobs; i++) {
        enqueue(to, JSON, strlen(JSON));
    }
    rate(now() - start, "gearman_client_do_background, one thread, one at a time");
}

static int ascending(const void *one, const void *other) {
    int64_t a = *(const int64_t *) one, b = *(const int64_t *) other;
    return (a > b) - (a < b);
}

/* Nearest rank. */
static double millis(double part) {
    long below = (long) (part * jobs);
    return nanos[WARM_UP_TIMES * jobs + (below < part * jobs ? below : below - 1)] / 1e6;
}

static void pickup(void) {
    char settings[128];
    snprintf(settings, sizeof(settings),
        "a job each 20 ms, %d idle C threads, a connection each", threads);
    long warm_up = WARM_UP_TIMES * jobs;
    wanted = warm_up + jobs;
    nanos = calloc(wanted, sizeof(int64_t));
    start_workers(nanos);
    gearman_client_st *to = client();
    int64_t next = now();
    for (long i = 0; i < wanted; i++) {
        next += i < warm_up ? WARM_UP_PAUSE_NANOS : PAUSE_NANOS;
        struct timespec until = {.tv_sec = next / 1000000000, .tv_nsec = next % 1000000000};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
        int64_t enqueued = now();
        enqueue(to, &enqueued, sizeof(enqueued));
    }
    await_all();
    qsort(nanos + warm_up, jobs, sizeof(int64_t), ascending);
    print(millis(0.5), "ms", millis(0.5), millis(0.99), settings);
}

int main(int count_of_arguments, char **arguments) {
    if (count_of_arguments != 5) {
        fail("go on: expected OP JOBS THREADS GEARMAND");
    }
    const char *op = arguments[1];
    jobs = atol(arguments[2]);
    threads = atoi(arguments[3]);
    if (strcmp(op, "version") == 0) {
        print(0, "", 0, 0, "");
        return 0;
    }
    start_server(arguments[4]);
    if (strcmp(op, "drain") == 0) {
        drain();
    } else if (strcmp(op, "enqueue") == 0) {
        one_at_a_time();
    } else if (strcmp(op, "enqueue-bulk") == 0) {
        rate(enqueue_bulk(), "gearman_client_run_tasks of 1,000 background tasks, one thread");
    } else {
        pickup();
    }
    end_server();
    _exit(0);
}
