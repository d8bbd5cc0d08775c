#!/bin/sh
# Installs the packages of the named groups (see .ci/packages) that are missing, as root or by sudo.
# Says what it does; does nothing when nothing is missing.
set -eu
list="$(dirname "$0")/packages"
missing=""
for group in "$@"; do
	# shellcheck disable=SC2013 # one word a line by construction
	for pkg in $(awk -v g="$group" '$1 == g { print $2 }' "$list"); do
		state=$(dpkg-query -W -f '${Status}' "$pkg" 2>/dev/null || true)
		[ "$state" = "install ok installed" ] || missing="$missing $pkg"
	done
done
[ -n "$missing" ] || exit 0
echo "deps: installing missing Debian packages:$missing"
if [ "$(id -u)" -eq 0 ]; then
	run=""
elif command -v sudo >/dev/null 2>&1; then
	run="sudo"
else
	echo "deps: need root or sudo to install:$missing" >&2
	exit 1
fi
export DEBIAN_FRONTEND=noninteractive
$run apt-get update -q >/dev/null
# shellcheck disable=SC2086
$run apt-get install -q -y --no-install-recommends $missing
