#!/bin/sh
# Makes the pictures of screenshots/ from the real program: make screenshots.
# The same seed and clock give the same pictures.
set -eu
bin=$1
dir=$(dirname "$0")
"$bin" shot --size 120x40 --format png --out "$dir/desk.png"
"$bin" shot --size 120x40 --keys 'jj\r' --format png --out "$dir/why.png"
"$bin" shot --size 120x40 --screen 3 --format png --out "$dir/regime.png"
"$bin" shot --size 120x40 --screen 4 --format png --out "$dir/portfolio.png"
"$bin" shot --size 120x40 --screen 6 --keys 'w' --format png --out "$dir/structure.png"
"$bin" shot --size 80x24 --theme light --format png --out "$dir/desk-80x24-light.png"
echo "screenshots: in $dir"
