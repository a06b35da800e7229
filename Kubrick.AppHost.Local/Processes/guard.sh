# Ends what the host started when the host is gone without having done so itself: also when it was killed.
# Arguments: the run's id, a lock file, a log file, a folder to remove or "".
# Input, from a pipe that only the host holds: "add PID START", "del PID", "bye". The end of input without "bye" means that the host died.
# A process is named by its id and its start time, as ids are used again.
trap '' INT HUP TERM
run=$1 lock=$2 log=$3 folder=$4

# Held until everything is gone: the next host on the same data folder waits for it.
exec 9>>"$lock"
flock -x 9 || exit 1
echo ready
exec >>"$log" 2>&1

registered=
while read -r verb pid start; do
  case $verb in
    add) registered="$registered $pid:$start" ;;
    del)
      kept=
      for entry in $registered; do
        [ "${entry%%:*}" = "$pid" ] || kept="$kept $entry"
      done
      registered=$kept ;;
    bye) exit 0 ;;
  esac
done

# Sets $groups to the process groups that have a living member, and $leaders to "PID:START" of all that lives. Forks nothing: it is
# asked often, on a machine that may have thousands of processes.
look() {
  groups=' ' leaders=' '
  for file in /proc/[0-9]*/stat; do
    read -r stat 2>/dev/null <"$file" || continue
    pid=${stat%% *}
    set -- ${stat##*) }
    [ "$1" != Z ] || continue
    groups="$groups$3 "
    shift 19
    leaders="$leaders$pid:$1 "
  done
}

# Whether the process "PID:START" lives.
lives() { case $leaders in *" $1 "*) return 0 ;; esac; return 1; }

# Whether its group has a living member and the id is not another process's by now.
group_lives() {
  lives "$1" && return 0
  case $leaders in *" ${1%%:*}:"*) return 1 ;; esac
  case $groups in *" ${1%%:*} "*) return 0 ;; esac
  return 1
}

echo "The host is gone; ending:$registered"
look
for entry in $registered; do
  if lives "$entry"; then
    kill -TERM "${entry%%:*}"
  fi
done

read -r started _ </proc/uptime
while :; do
  waiting=
  for entry in $registered; do
    if group_lives "$entry"; then
      waiting=yes
      # The leader has ended: what is left of its group is told too.
      lives "$entry" || kill -TERM -- "-${entry%%:*}"
    fi
  done
  read -r now _ </proc/uptime
  [ -n "$waiting" ] && [ $((${now%.*} - ${started%.*})) -lt 10 ] || break
  sleep 0.1
  look
done

for entry in $registered; do
  if group_lives "$entry"; then
    echo "Killing ${entry%%:*}"
    kill -KILL -- "-${entry%%:*}"
  fi
done

# What left its group is known by a variable of its environment. Twice: something may have been starting.
for round in 1 2; do
  for file in $(grep -lsF "KUBRICK_RUN=$run/" /proc/[0-9]*/environ); do
    pid=${file#/proc/}
    echo "Killing ${pid%/environ}, which had left its group"
    kill -KILL "${pid%/environ}"
  done
  sleep 0.1
done

if [ -n "$folder" ] && [ -e "$folder/.ephemeral" ]; then
  rm -rf -- "$folder" || { sleep 1; rm -rf -- "$folder"; }
fi
echo "Done"
