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

# Prints the start time of process $1; fails if there is none or it is a zombie.
started() {
  read -r stat 2>/dev/null <"/proc/$1/stat" || return 1
  set -- ${stat##*) }
  [ "$1" != Z ] || return 1
  shift 19
  echo "$1"
}

# Whether anything of process group $1 is alive.
group_lives() {
  for file in /proc/[0-9]*/stat; do
    read -r stat 2>/dev/null <"$file" || continue
    set -- "$1" ${stat##*) }
    [ "$4" = "$1" ] && [ "$2" != Z ] && return 0
  done
  return 1
}

# Whether process $1, started at $2, lives.
lives() { [ "$(started "$1")" = "$2" ]; }

# Whether group $1 may still be the one whose leader started at $2.
is_ours() {
  now=$(started "$1") || now=$2
  [ "$now" = "$2" ] && group_lives "$1"
}

echo "The host is gone; ending:$registered"
for entry in $registered; do
  if lives "${entry%%:*}" "${entry##*:}"; then
    kill -TERM "${entry%%:*}"
  elif is_ours "${entry%%:*}" "${entry##*:}"; then
    kill -TERM -- "-${entry%%:*}"
  fi
done

tries=0
while [ $tries -lt 100 ]; do
  waiting=
  for entry in $registered; do
    if is_ours "${entry%%:*}" "${entry##*:}"; then
      waiting=yes
      # The leader has ended: what is left of its group is told too.
      lives "${entry%%:*}" "${entry##*:}" || kill -TERM -- "-${entry%%:*}"
    fi
  done
  [ -n "$waiting" ] || break
  sleep 0.1
  tries=$((tries + 1))
done

for entry in $registered; do
  if is_ours "${entry%%:*}" "${entry##*:}"; then
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
