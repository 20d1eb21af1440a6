# What every script of aigw begins with: sets AIGW_HOME to the top of the repository. Sourced.
AIGW_HOME=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
export AIGW_HOME
. "$AIGW_HOME/scripts/lib/jdk.sh"
. "$AIGW_HOME/scripts/lib/build.sh"
