/* A slow disk: preloaded into a program, each of its fsyncs takes 1.5 seconds longer. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unistd.h>

static const useconds_t DELAY_MICROS = 1500000;

static int delayed(const char *name, int fd)
{
    int (*real)(int) = (int (*)(int)) dlsym(RTLD_NEXT, name);
    usleep(DELAY_MICROS);
    return real(fd);
}

int fsync(int fd)
{
    return delayed("fsync", fd);
}

int fdatasync(int fd)
{
    return delayed("fdatasync", fd);
}
