#!/bin/sh
# Installs what is missing of .ci/packages-optional, as root or by sudo: Debian packages, and single
# files of npm packages into OPTIONAL_DIR. Says what it does, does nothing when nothing is
# missing, and fails with a line for each thing that is not to be had; the rest is installed.
set -u
here=$(cd "$(dirname "$0")" && pwd)
dir=${OPTIONAL_DIR:-/usr/local/lib/rvdesk}
failed=0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

say() {
	echo "deps-optional: $*" >&2
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null 2>&1; then
		sudo "$@"
	else
		say "need root or sudo for: $*"
		return 1
	fi
}

apt_install() {
	state=$(dpkg-query -W -f '${Status}' "$1" 2>/dev/null || true)
	[ "$state" != "install ok installed" ] || return 0
	say "installing the Debian package $1"
	as_root apt-get update -q >/dev/null 2>&1
	as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -q -y --no-install-recommends "$1" >"$tmp/log" 2>&1 || {
		say "$1 is not to be had: $(tail -n 1 "$tmp/log")"
		return 1
	}
}

is_file() {
	[ -f "$1" ] && echo "$2  $1" | sha256sum --check --status
}

# PACKAGE VERSION FILE SHA256
npm_file() {
	! is_file "$dir/$3" "$4" || return 0
	command -v npm >/dev/null 2>&1 || apt_install npm || return 1
	say "installing $dir/$3 from the npm package $1 $2"
	rm -rf "$tmp/npm" && mkdir "$tmp/npm" || return 1
	# npm itself verifies that the package is whole.
	timeout 600 npm pack --loglevel=error --pack-destination "$tmp/npm" "$1@$2" >"$tmp/log" 2>&1 || {
		say "$1 $2 is not to be had: $(head -n 2 "$tmp/log" | tr '\n' ' ')"
		return 1
	}
	tar -xzf "$tmp"/npm/*.tgz -C "$tmp/npm" --strip-components=1 || return 1
	is_file "$tmp/npm/$3" "$4" || {
		say "$1 $2: $3 is not the file whose SHA-256 is in .ci/packages-optional"
		return 1
	}
	as_root install -D -m 644 "$tmp/npm/$3" "$dir/$3.new" &&
		as_root mv -f "$dir/$3.new" "$dir/$3" &&
		as_root install -m 644 "$tmp/npm/LICENSE" "$dir/$3.LICENSE"
}

while read -r kind a b machine file sum; do
	case $kind in
	apt) apt_install "$a" </dev/null || failed=1 ;;
	npm)
		if [ "$machine" = "$(uname -m)" ]; then
			npm_file "$a" "$b" "$file" "$sum" </dev/null || failed=1
		fi
		;;
	esac
done <"$here/packages-optional"
exit "$failed"
