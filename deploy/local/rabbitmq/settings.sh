# shellcheck shell=bash
# Sourced by rabbitmq/run: writes the node's settings at every start.

write_settings() { # folder, port, management port or empty, largest message or empty
  {
    cat <<TEXT
listeners.tcp.default = 127.0.0.1:$2
log.console = true
log.console.level = warning
log.file = false

# A worker acknowledges a stream's message only when the stream ends. 30 days in milliseconds.
consumer_timeout = 2592000000

# Leave memory and disk to other programs on a developer's machine.
vm_memory_high_watermark.relative = 0.25
disk_free_limit.absolute = 200MB

# Users and permissions are loaded at every start, so a new password applies to existing data.
load_definitions = $1/definitions.json
TEXT
    if [[ -n $3 ]]; then
      need_number --management-port "$3"
      printf 'management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = %s\n' "$3"
    fi
    if [[ -n $4 ]]; then
      need_number --max-message-size "$4"
      printf 'max_message_size = %s\n' "$4"
    fi
  } >"$1/rabbitmq.conf"
  printf '[].\n' >"$1/advanced.config"
  printf '[%s].\n' "${3:+rabbitmq_management}" >"$1/enabled_plugins"
}

# RabbitMQ's password hash: four random bytes of salt, then SHA-256 of salt and password, in Base64.
hash_password() { # password
  local salt digest
  salt=$(od -An -N4 -tx1 /dev/urandom | tr -d ' \n')
  digest=$({ hex_to_bytes "$salt"; printf '%s' "$1"; } | sha256sum | cut -d' ' -f1)
  hex_to_bytes "$salt$digest" | base64 -w0
}

hex_to_bytes() { # hexadecimal digits
  # shellcheck disable=SC2059 # the format consists of escapes
  printf "$(sed 's/../\\x&/g' <<<"$1")"
}

write_definitions() { # file, user, password, virtual hosts…
  local file=$1 user=$2 hash name hosts='' permissions=''
  hash=$(hash_password "$3")
  shift 3
  for name in "$@"; do
    hosts+="${hosts:+, }{ \"name\": \"$name\" }"
    permissions+="${permissions:+, }{ \"user\": \"$user\", \"vhost\": \"$name\", \"configure\": \".*\", \"write\": \".*\", \"read\": \".*\" }"
  done
  (
    umask 077
    cat >"$file" <<TEXT
{
  "vhosts": [$hosts],
  "users": [{ "name": "$user", "password_hash": "$hash", "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": "administrator", "limits": {} }],
  "permissions": [$permissions]
}
TEXT
  )
}
