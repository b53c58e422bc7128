# Ends what a JVM leaves behind. Reads the whole list anew on each change, and acts on the last
# complete one when its standard input ends, which is when the JVM has ended in whatever way. Lines:
#   begin                    a new list follows
#   pid PID SIGNAL START     end this process with SIGNAL; START is field 22 of /proc/PID/stat,
#                            or - where there is none
#   dir PATH                 remove this folder
#   end                      the list is complete
# A process is only signalled while it still has the start time it was listed with: its number may
# have been given away.

trap '' INT TERM HUP QUIT USR1 USR2

list=
next=
newline='
'

# The process's start time, "-" where the system does not tell, nothing when it has ended (a zombie
# has).
start_of() {
    if [ -r /proc/self/stat ]; then
        stat=
        { read -r stat < "/proc/$1/stat"; } 2>/dev/null || return 0
        stat=${stat##*) }
        # shellcheck disable=SC2086
        set -- $stat
        [ "$1" = Z ] || echo "${20}"
    elif kill -0 "$1" 2>/dev/null; then
        echo -
    fi
}

# Signals each listed process that still runs; prints how many there were. $1: the signal, or empty
# for the listed one.
signal_all() {
    count=0
    while IFS=' ' read -r what pid signal start; do
        [ "$what" = pid ] || continue
        [ "$(start_of "$pid")" = "$start" ] || continue
        count=$((count + 1))
        kill -s "${1:-$signal}" "$pid" 2>/dev/null
    done <<LIST
$list
LIST
    echo "$count"
}

running() {
    count=0
    while IFS=' ' read -r what pid signal start; do
        [ "$what" = pid ] && [ "$(start_of "$pid")" = "$start" ] && count=$((count + 1))
    done <<LIST
$list
LIST
    [ "$count" -gt 0 ]
}

# Waits until nothing listed runs. $1: at most so many tenths of a second.
await_end() {
    tenths=0
    while running && [ "$tenths" -lt "$1" ]; do
        sleep 0.1 2>/dev/null || sleep 1
        tenths=$((tenths + 1))
    done
}

remove_folders() {
    while IFS= read -r line; do
        case $line in
            'dir /'*)
                folder=${line#dir }
                rm -rf -- "$folder" 2>/dev/null || { sleep 1; rm -rf -- "$folder"; }
                ;;
        esac
    done <<LIST
$list
LIST
}

while IFS= read -r line; do
    case $line in
        begin) next= ;;
        end) list=$next ;;
        *) next=$next$line$newline ;;
    esac
done

if [ "$(signal_all '')" -gt 0 ]; then
    await_end 30
    signal_all KILL > /dev/null
    await_end 20
fi
remove_folders
