#!/bin/sh
# Makes the pictures of screenshots/ from the real program: make screenshots.
# The same seed and clock give the same pictures.
set -eu
bin=$1
dir=$(dirname "$0")
"$bin" shot --size 120x40 --format png --out "$dir/desk.png"
"$bin" shot --size 120x40 --keys 'jj\r' --format png --out "$dir/why.png"
"$bin" shot --size 80x24 --theme light --format png --out "$dir/desk-80x24-light.png"
echo "screenshots: $dir/desk.png $dir/why.png $dir/desk-80x24-light.png"
