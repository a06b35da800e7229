# shellcheck shell=bash
# Sourced by scripts that wait.

nap_pipe='' # nobody writes into it

# nap SECONDS: sleeps without a process of its own. Where starting a process is slow, as on virtual machines, a `sleep` ten times a second costs several
# hundredths of a core.
nap() {
  [[ -n $nap_pipe ]] || exec {nap_pipe}<> <(:)
  read -rt "$1" -u "$nap_pipe" || true
}
