#!/usr/bin/env bash
# Writes po/POTFILES.in: every file with strings for people in it.
cd "$(dirname "$0")/.." || exit
{
  grep -rlE '\b(N?_|ngettext) \(' src --include='*.[ch]'
  grep -rl 'translatable="yes"' data --include='*.ui'
  ls data/*.desktop.in data/*.metainfo.xml.in
} | LC_ALL=C sort >po/POTFILES.in
