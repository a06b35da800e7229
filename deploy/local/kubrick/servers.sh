# shellcheck shell=bash
# Sourced by ./kubrick test: one RabbitMQ broker and one MongoDB-compatible server for all service suites, started once.
# Each suite gets virtual hosts and databases of its own. A suite that breaks or limits its server starts one itself.

virtual_hosts_per_suite=6
server_data=$root/.kubrick/test-servers
broker='' mongo='' # their addresses, when they run
declare -A server_pids=()

# uses SUITE CLASS: whether the suite uses a class of Kubrick.Testing.
uses() { grep -rqw --include='*.cs' "$2" "$root/tests/$1"; }

suites_using() { # class
  local name
  for name in "${suites[@]}"; do ! uses "$name" "$1" || printf '%s\n' "$name"; done
}

start_broker() {
  local name hosts=() port i
  for name in $(suites_using RabbitMqServer); do
    for ((i = 1; i <= virtual_hosts_per_suite; i++)); do hosts+=(--virtual-host "$name.$i"); done
  done
  ((${#hosts[@]} > 0)) || return 0
  port=$(free_port)
  start_server rabbitmq --port "$port" --user kubrick --password test "${hosts[@]}"
  broker=amqp://kubrick:test@127.0.0.1:$port
}

# After the build, which includes the gateway. The gateway's own suite starts its servers itself, because it crashes them.
start_mongo() {
  local port users
  users=$(suites_using MongoServer)
  [[ ${users/Kubrick.DocumentDbGateway.Tests/} == *Tests* ]] || return 0
  port=$(free_port)
  start_server mongo --port "$port" --no-fsync
  mongo=mongodb://127.0.0.1:$port
}

start_server() { # name, arguments of its script
  rm -rf "${server_data:?}/$1"
  mkdir -p "$server_data"
  setpriv --pdeathsig TERM -- "$servers/$1/run" --data "$server_data/$1" "${@:2}" >"$results/$1.log" 2>&1 </dev/null &
  server_pids[$1]=$!
}

# Without a shared server the suites start their own and report themselves why that fails.
wait_for_servers() {
  [[ -z $broker ]] || server_ready rabbitmq || broker=''
  [[ -z $mongo ]] || server_ready mongo || mongo=''
}

server_ready() { # name
  local deadline=$((SECONDS + 180))
  until grep -qs 'ready: ' "$results/$1.log"; do
    if ((SECONDS > deadline)) || ! kill -0 "${server_pids[$1]}" 2>/dev/null; then
      note "  The shared server $1 did not start: $(tail -1 "$results/$1.log")"
      return 1
    fi
    nap 0.1
  done
}

# A shared server that exits is a failure, and suites that use it would wait for it until their time limit: they end, and later ones start their own server.
check_servers() {
  local name pid
  for name in "${!server_pids[@]}"; do
    ! kill -0 "${server_pids[$name]}" 2>/dev/null || continue
    unset "server_pids[$name]"
    [[ $name != rabbitmq ]] || broker=''
    [[ $name != mongo ]] || mongo=''
    note "  $red✗$plain The shared server $name has exited: $(tail -1 "$results/$name.log")"
    failed=$((failed + 1))
    for pid in "${!jobs[@]}"; do [[ ${jobs[$pid]} != Kubrick.* ]] || kill -TERM "$pid" 2>/dev/null || true; done
  done
}

# server_variables SUITE: the variables by which a suite finds the servers, as arguments of env.
server_variables() {
  local i addresses=''
  if [[ -n $broker ]] && uses "$1" RabbitMqServer; then
    for ((i = 1; i <= virtual_hosts_per_suite; i++)); do addresses+="${addresses:+ }$broker/$1.$i"; done
    printf 'KUBRICK_TEST_RABBITMQ=%s\n' "$addresses"
  fi
  [[ -z $mongo || $1 == *DocumentDbGateway* ]] || ! uses "$1" MongoServer || printf 'KUBRICK_TEST_MONGODB=%s\n' "$mongo"
}

stop_servers() {
  server_pids=()
  end_leftovers
  rm -rf "$server_data"
}
