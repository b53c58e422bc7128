package darkroom.queue.redis;

/**
 * One call of a script.
 *
 * @param call its keys and arguments; not changed any more
 */
public record ScriptCall(Script script, Call call) {}
