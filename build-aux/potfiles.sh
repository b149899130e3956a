#!/usr/bin/env bash
# Writes po/POTFILES.in, every file with strings for people in it, and po/json-texts.h.
cd "$(dirname "$0")/.." || exit
LC_ALL=C
export LC_ALL
build-aux/json-texts.py datasets/*.json data/examples/*.gradus >po/json-texts.h
{
  grep -rlE '\b(N?_|C_|ngettext|g_dn?gettext) \(' src --include='*.[ch]'
  grep -rl 'translatable="yes"' data --include='*.ui'
  ls data/*.desktop.in data/*.metainfo.xml.in po/json-texts.h
} | sort >po/POTFILES.in
